import { formatMemory } from '../../shared/quantity.ts';
import { counted } from '../counted.ts';
import type { RecordingAnalysis } from '../document.ts';
import { clear, finding, type Rule } from './rule.ts';

/** Above run-to-run spread of most watermarks (0.7 to 14 %, memory.md section 3), so that a tie is no finding. */
const dominatingFactor = 1.15;

/**
 * Detects: starting needs more memory than serving. Evidence: watermark and hard part of startup against all later phases.
 * False positive: page cache read at startup, which is why the hard part must dominate too where it was sampled.
 */
export const startupPeakDominates: Rule = {
  id: 'startup-peak-dominates',
  title: 'Startup needs more memory than any load',
  remedy: 'The limit follows from startup: load lazily or in smaller pieces, or warm up in an init container that has its own limit.',
  needs: ['loose-recordings'],
  evaluate({ loose }) {
    const evidence = loose.flatMap((recording) => dominatedBy(recording) ?? []);
    if (evidence.length * 2 <= loose.length) return clear('later phases need as much as startup');
    return finding(`the peak of ${evidence.length} of ${counted(loose.length, 'recording')} lies before ready`, evidence);
  },
};

function dominatedBy({ recording, phases, startupPeakBytes }: RecordingAnalysis): string | undefined {
  const later = phases.filter((phase) => phase.phaseKind !== 'startup');
  const startup = phases.find((phase) => phase.phaseKind === 'startup');
  if (startupPeakBytes === null || !startup || later.length === 0) return undefined;
  // A watermark that was not reset repeats the startup's own peak.
  const laterPeak = Math.max(...later.map((phase) => (phase.watermarkOfPhase ? phase.peakBytes.watermark : null) ?? phase.peakBytes.sampled ?? 0));
  const laterHard = Math.max(...later.map((phase) => phase.peakBytes.hardPart ?? 0));
  const hard = startup.peakBytes.hardPart;
  const dominates = startupPeakBytes > dominatingFactor * laterPeak && (hard === null || hard > dominatingFactor * laterHard);
  return dominates ? `${recording}: ${formatMemory(startupPeakBytes)} before ready, ${formatMemory(laterPeak)} after` : undefined;
}
