import type { EventOf } from '../../recording/events.ts';
import { FloatColumn } from './float-column.ts';

/** What the seconds of a level add up to. Failures and dropped iterations are of all of it, latency of what comes after the settle time. */
export interface LoadTally {
  readonly settledMs: number;
  dropped: number;
  requests: number;
  failedRequests: number;
  checks: number;
  failedChecks: number;
  thrown: number;
  readonly latency: Record<string, number>;
  /** Second by second: when it began, iterations that ended in it, and how long they took together. */
  readonly t: FloatColumn;
  readonly iterations: FloatColumn;
  readonly iterationMsSum: FloatColumn;
}

/** Seconds count from the load's own zero, which the phase follows by a little. */
export const zeroSlackMs = 100;

export function emptyTally(settledMs: number): LoadTally {
  return {
    settledMs,
    dropped: 0,
    requests: 0,
    failedRequests: 0,
    checks: 0,
    failedChecks: 0,
    thrown: 0,
    latency: {},
    t: new FloatColumn(),
    iterations: new FloatColumn(),
    iterationMsSum: new FloatColumn(),
  };
}

/** Adds one second; a second may come in several events. */
export function addToTally(tally: LoadTally, event: EventOf<'load'>): void {
  tally.dropped += event.dropped;
  tally.requests += event.requests;
  tally.failedRequests += event.failedRequests;
  tally.checks += event.checks;
  tally.failedChecks += event.failedChecks;
  tally.thrown += event.thrown ?? 0;
  tally.t.push(event.t);
  tally.iterations.push(event.iterations);
  tally.iterationMsSum.push(event.iterationMsSum);
  if (event.t < tally.settledMs - zeroSlackMs) return;
  for (const bucket in event.latency) tally.latency[bucket] = (tally.latency[bucket] ?? 0) + (event.latency[bucket] as number);
}
