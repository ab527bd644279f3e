import { formatMemory, MiB } from '../../shared/quantity.ts';
import { counted } from '../counted.ts';
import type { PhaseAnalysis } from '../document.ts';
import { clear, finding, type Rule } from './rule.ts';

/** Charges are batched, 64 pages per CPU, and the sample is read a little after the peak: small differences are no spike. */
const missedFactor = 1.1;
const missedBytes = 8 * MiB;

/**
 * Detects: memory rose and fell between two samples. Evidence: a phase's own watermark far above its highest sample.
 * False positive: none known; a watermark that could not be reset is compared only where it rose in that phase.
 */
export const samplingMissedSpike: Rule = {
  id: 'sampling-missed-spike',
  title: 'Memory spikes between samples',
  remedy: 'Trust the watermark, not the sampled curve or any dashboard; find what allocates in bursts (uploads, exports, cron jobs inside the service).',
  needs: ['loose-recordings', 'watermark'],
  evaluate({ loose, plan }) {
    const evidence = loose.flatMap(({ recording, phases }) => phases.filter(missed).map((phase) => `${recording}/${phase.name}: ${described(phase)}`));
    if (evidence.length === 0) return clear('samples and watermark agree');
    return finding(`${counted(evidence.length, 'phase')} peaked far above what ${plan.sampling.hz} samples a second saw`, evidence);
  },
};

function missed({ watermarkOfPhase, peakBytes: { watermark, sampled } }: PhaseAnalysis): boolean {
  return watermarkOfPhase && watermark !== null && sampled !== null && watermark > missedFactor * sampled && watermark - sampled > missedBytes;
}

function described({ peakBytes: { watermark, sampled } }: PhaseAnalysis): string {
  return `watermark ${formatMemory(watermark ?? 0)}, highest sample ${formatMemory(sampled ?? 0)}`;
}
