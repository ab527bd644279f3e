import type { RecordingAnalysis } from '../analysis/document.ts';
import { type LooseReference, levelKey, levelsOf } from './loose-reference.ts';
import { percentText } from './percent.ts';
import { policy } from './policy.ts';

/** The level at which programs that belong to neither workload nor load filled the machine far beyond what they always use, in words. */
export function disturbance(recording: RecordingAnalysis, reference: LooseReference | null): string | undefined {
  for (const phase of levelsOf(recording)) {
    const usual = reference?.levels.get(levelKey(phase, recording.loadFactor))?.strangersShare ?? null;
    const { hostBusyShare = null, strangersShare = null } = phase;
    if (usual === null || hostBusyShare === null || strangersShare === null) continue;
    if (hostBusyShare >= policy.fullMachineShare && strangersShare > usual + policy.disturbedShare)
      return `other programs used ${percentText(strangersShare)} of the machine during ${phase.name} (${percentText(usual)} in the calmest loose-limit run) and left it full: what was late may have waited for a core`;
  }
  return undefined;
}
