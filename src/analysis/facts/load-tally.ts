import type { EventOf } from '../../recording/events.ts';

/** What a level's seconds add up to. */
export interface LoadTally {
  iterations: number;
  dropped: number;
  requests: number;
  failedRequests: number;
  checks: number;
  failedChecks: number;
  iterationMsSum: number;
  firstMs: number;
  lastMs: number;
  readonly latency: Record<string, number>;
}

export function emptyTally(): LoadTally {
  return {
    iterations: 0,
    dropped: 0,
    requests: 0,
    failedRequests: 0,
    checks: 0,
    failedChecks: 0,
    iterationMsSum: 0,
    firstMs: Number.POSITIVE_INFINITY,
    lastMs: Number.NEGATIVE_INFINITY,
    latency: {},
  };
}

/** Adds one second; a second may come in several events. */
export function addToTally(tally: LoadTally, event: EventOf<'load'>): void {
  tally.iterations += event.iterations;
  tally.dropped += event.dropped;
  tally.requests += event.requests;
  tally.failedRequests += event.failedRequests;
  tally.checks += event.checks;
  tally.failedChecks += event.failedChecks;
  tally.iterationMsSum += event.iterationMsSum;
  tally.firstMs = Math.min(tally.firstMs, event.t);
  tally.lastMs = Math.max(tally.lastMs, event.t);
  for (const [bucket, count] of Object.entries(event.latency)) tally.latency[bucket] = (tally.latency[bucket] ?? 0) + count;
}

/** Seconds that were covered: events carry the time at which their second began. */
export function secondsOf(tally: LoadTally): number {
  return tally.lastMs < tally.firstMs ? 0 : Math.round((tally.lastMs - tally.firstMs) / 1000) + 1;
}
