import { counted } from '../counted.ts';
import { clear, finding, type Rule } from './rule.ts';

/**
 * Detects: the kernel's peak could not be reset between phases (cgroup v2 before Linux 6.12, or no right to write). Evidence: levels whose watermark did
 * not rise above the one before. What hangs on it: which phase made the peak, and spikes between samples in the phases after the highest. The peak
 * of the whole run is exact all the same. False positive: none.
 */
export const watermarkNotReset: Rule = {
  id: 'watermark-not-reset',
  title: "The kernel's peak belongs to the run, not to the phase",
  remedy: 'Run on Linux 6.12 or newer as root to have a peak for each phase; otherwise read peaks of phases as upper bounds.',
  needs: ['loose-recordings', 'watermark'],
  evaluate({ loose }) {
    const evidence = loose.flatMap(({ recording, phases }) => {
      const stale = phases.filter(({ phaseKind, watermarkOfPhase, peakBytes }) => phaseKind === 'level' && peakBytes.watermark !== null && !watermarkOfPhase);
      return stale.length === 0 ? [] : [`${recording}: ${stale.map(({ name }) => name).join(', ')}`];
    });
    if (evidence.length === 0) return clear('each level has a peak of its own');
    return finding(`in ${counted(evidence.length, 'recording')} levels have no peak of their own: spikes between samples in them would not be seen`, evidence);
  },
};
