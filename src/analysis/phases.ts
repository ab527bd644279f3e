import { median } from '../shared/stats/quantile.ts';
import type { PhaseAnalysis } from './document.ts';
import type { PhaseFacts, RecordingFacts } from './facts/facts.ts';
import { highestMean } from './metrics/highest-mean.ts';
import { loadFigures } from './metrics/load.ts';
import { machineShares } from './metrics/machine-share.ts';
import { largest, phasePeaks, phaseWatermark } from './metrics/peaks.ts';
import { cpuFigures, faultFigures, memoryStall } from './metrics/rates.ts';

/** Housekeeping period of a kubelet: eviction ranks by what it saw then (kubelet `--housekeeping-interval`, memory ground truth section 1.5). */
const kubeletPeriodMs = 10_000;

export interface PhaseSpan {
  readonly startMs: number;
  /** Start of what counts for medians and rates: the settle time is left out. */
  readonly settledMs: number;
  readonly endMs: number;
}

/** A phase that was not closed lasts until the next one begins, or as far as the recording goes. */
export function spanOf(facts: RecordingFacts, phase: PhaseFacts): PhaseSpan {
  const next = facts.phases[facts.phases.indexOf(phase) + 1];
  const startMs = phase.start.t;
  const endMs = Math.max(startMs, phase.endMs ?? next?.start.t ?? facts.lastMs);
  return { startMs, settledMs: Math.min(endMs, startMs + (phase.start.settleMs ?? 0)), endMs };
}

export function analyzePhase(facts: RecordingFacts, phase: PhaseFacts): PhaseAnalysis {
  const { startMs, settledMs, endMs } = spanOf(facts, phase);
  const whole = facts.main.memory.window(startMs, endMs);
  const settled = facts.main.memory.window(settledMs, endMs);
  const watermark = phaseWatermark(facts, phase.start.phase);
  return {
    name: phase.start.phase,
    phaseKind: phase.start.phaseKind,
    startMs,
    endMs,
    offeredRate: phase.start.offeredRate ?? null,
    ...loadFigures(phase.load, endMs),
    peakBytes: phasePeaks(whole, watermark, facts.main.memory.usageAfter(endMs)),
    watermarkOfPhase: watermark.ofPhase,
    medianHardBytes: roundedMedian(settled.hard),
    medianFileBytes: roundedMedian(settled.file),
    medianShmemBytes: roundedMedian(settled.shmem),
    nearPeakShare: nearPeakShare(settled.hard, whole.hard),
    workingSet10sBytes: highestMean(whole.t, whole.workingSet, kubeletPeriodMs),
    ...cpuFigures(facts.main, settledMs, endMs),
    ...machineShares(facts, settledMs, endMs),
    memoryStall: memoryStall(facts.main, settledMs, endMs),
    ...faultFigures(settled),
  };
}

function nearPeakShare(settled: Float64Array, whole: Float64Array): number | null {
  const [middle, peak] = [median(settled), largest(whole)];
  if (middle === undefined || peak === null) return null;
  const above = whole.filter((bytes) => bytes > (middle + peak) / 2).length;
  return Number((above / whole.length).toPrecision(3));
}

function roundedMedian(bytes: Float64Array): number | null {
  const middle = median(bytes);
  return middle === undefined ? null : Math.round(middle);
}
