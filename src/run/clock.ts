import type { Clock } from '../ports/event-sink.ts';

/** The start of a recording on both clocks. */
export interface ClockAnchor {
  readonly startedAt: string;
  /** CLOCK_MONOTONIC in milliseconds, which all threads, processes and the kernel log share. */
  readonly monotonicMs: number;
  readonly now: Clock;
}

export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Event times are rounded to 0.01 ms: finer than any tick, shorter on disk. */
export function anchorClock(wallNow: () => Date): ClockAnchor {
  const anchorMs = monotonicMs();
  return { startedAt: wallNow().toISOString(), monotonicMs: anchorMs, now: () => Math.round((monotonicMs() - anchorMs) * 100) / 100 };
}
