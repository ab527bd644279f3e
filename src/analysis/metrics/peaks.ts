import type { RecordingAnalysis } from '../document.ts';
import type { CgroupFacts, RecordingFacts } from '../facts/facts.ts';
import type { MemoryWindow } from '../facts/memory-series.ts';

export type PeakBytes = RecordingAnalysis['peakBytes'];

/** Largest value; null of an empty list. */
export function largest(values: ArrayLike<number>): number | null {
  let found = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) if ((values[index] as number) > found) found = values[index] as number;
  return found === Number.NEGATIVE_INFINITY ? null : found;
}

/** Cgroups that hold the container: one, or one for each restart where the runtime makes a new one. */
export function cgroupsOf(facts: RecordingFacts, container: string): CgroupFacts[] {
  return [...facts.cgroups.values()].filter(({ announced }) => announced.role === 'workload' && announced.container === container);
}

/** Peaks of a container over the whole recording. */
export function peaksOf(facts: RecordingFacts, container: string): PeakBytes {
  const cgroups = cgroupsOf(facts, container);
  const known = (values: number[]) => largest(values.filter((value) => value >= 0));
  return {
    watermark: largest(cgroups.flatMap((cgroup) => cgroup.watermarks.map((watermark) => watermark.bytes))),
    sampled: known(cgroups.map((cgroup) => cgroup.sampledPeakBytes)),
    hardPart: known(cgroups.map((cgroup) => cgroup.hardPeakBytes)),
  };
}

export interface PhaseWatermark {
  readonly bytes: number | null;
  /** True when the peak belongs to this phase alone. */
  readonly ofPhase: boolean;
}

/**
 * The kernel's peak of a phase of the main container. Where it cannot be reset it only ever rises: a value above the one before was reached in
 * this phase, an equal one only bounds it.
 */
export function phaseWatermark(facts: RecordingFacts, phase: string): PhaseWatermark {
  const found = cgroupsOf(facts, facts.mainContainer).flatMap((cgroup) => {
    const index = cgroup.watermarks.findIndex((watermark) => watermark.phase === phase);
    const watermark = cgroup.watermarks[index];
    if (!watermark) return [];
    const before = cgroup.watermarks[index - 1];
    return [{ bytes: watermark.bytes, ofPhase: watermark.sinceReset || before === undefined || watermark.bytes > before.bytes }];
  });
  return found.sort((a, b) => b.bytes - a.bytes)[0] ?? { bytes: null, ofPhase: false };
}

/** `nextUsage` is the first sample after the phase: what was reached after its last own sample shows there, as far as the watermark confirms it. */
export function phasePeaks(window: MemoryWindow, watermark: PhaseWatermark, nextUsage: number | undefined): PeakBytes {
  const own = largest(window.usage);
  const reachedLate = watermark.ofPhase && watermark.bytes !== null && nextUsage !== undefined ? Math.min(nextUsage, watermark.bytes) : 0;
  return { watermark: watermark.bytes, sampled: own === null ? null : Math.max(own, reachedLate), hardPart: largest(window.hard) };
}
