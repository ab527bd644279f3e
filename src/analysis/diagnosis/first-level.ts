import type { PhaseAnalysis, RecordingAnalysis } from '../document.ts';
import { agreeingShare } from '../leak/limits.ts';

/** Noise of a level reaches as far from its middle in one as in another; three times as far is something else. */
const clearlyFurther = 3;

const reach = ({ peakBytes: { hardPart }, medianHardBytes }: PhaseAnalysis): number => (hardPart ?? 0) - (medianHardBytes ?? hardPart ?? 0);

/**
 * Whether memory rose inside the first level as in no later one. What follows the load is there once a level has settled, also where it is kept
 * afterwards; what fills once, fills inside the level that comes first. False positive: a runtime that warms up for longer than a level settles.
 */
export function filledAtFirst(loose: readonly RecordingAnalysis[]): boolean {
  const filled = loose.filter(({ phases }) => {
    const [first, ...later] = phases.filter(({ phaseKind }) => phaseKind === 'level');
    return first !== undefined && later.length > 0 && reach(first) > clearlyFurther * Math.max(...later.map(reach));
  });
  return loose.length > 0 && filled.length >= agreeingShare * loose.length - 1e-9;
}
