import type { Sample } from './rule.ts';
import { lengthMs, type Trace } from './trace.ts';

export interface Sampling {
  readonly everyMs: number;
  /** Time of the first reading, from the start of the trace. */
  readonly phaseMs: number;
  /** How long is read; beyond its end the trace begins again, as if the same went on and on. */
  readonly historyMs: number;
}

/**
 * What a tool reads that looks at instants `phaseMs + k * everyMs`: the newest value at each, no maximum and no mean. An instant at which
 * nothing was there gives no sample.
 */
export function sampleAs(trace: Trace, { everyMs, phaseMs, historyMs }: Sampling): Sample[] {
  const turnMs = lengthMs(trace);
  const samples: Sample[] = [];
  for (let tMs = phaseMs; tMs < historyMs; tMs += everyMs) {
    const bytes = trace.bytes[Math.floor((tMs % turnMs) / trace.periodMs)] as number;
    if (!Number.isNaN(bytes)) samples.push({ tMs, bytes });
  }
  return samples;
}

/** An odd number, so that the middle one is an outcome that a phase really had. */
const phaseCount = 9;

/**
 * Nobody knows at which moment of its period a tool first looks, so evenly spaced moments stand for all of them, each in the middle of its
 * share. A tool that reads as often as the trace was kept has one phase.
 */
export function phasesOf(everyMs: number, trace: Trace): number[] {
  if (everyMs <= trace.periodMs) return [0];
  return Array.from({ length: phaseCount }, (_, index) => ((index + 0.5) / phaseCount) * everyMs);
}
