import { quantileMs } from '../../recording/latency-histogram.ts';
import type { PhaseAnalysis } from '../document.ts';
import { type LoadTally, zeroSlackMs } from '../facts/load-tally.ts';

export type LoadFigures = Pick<PhaseAnalysis, 'achievedRate' | 'droppedIterations' | 'errorRate' | 'p50Ms' | 'p99Ms' | 'concurrency'>;

const none: LoadFigures = { achievedRate: null, droppedIterations: null, errorRate: null, p50Ms: null, p99Ms: null, concurrency: null };

/**
 * What the load driver saw in a phase. Latency, rate and concurrency leave the settle time out; errors and dropped iterations count from the
 * first second: a request lost while settling is lost.
 */
export function loadFigures(tally: LoadTally, endMs: number): LoadFigures {
  if (tally.t.length === 0) return none;
  return {
    ...pace(tally, endMs),
    droppedIterations: tally.dropped,
    errorRate: errorRateOf(tally),
    p50Ms: quantileMs(tally.latency, 0.5) ?? null,
    p99Ms: quantileMs(tally.latency, 0.99) ?? null,
  };
}

/** Only seconds that lie in the level as a whole: in one at its edge, part of the time belongs to another level. */
function pace(tally: LoadTally, endMs: number): Pick<LoadFigures, 'achievedRate' | 'concurrency'> {
  const seconds = new Set<number>();
  let iterations = 0;
  let iterationMs = 0;
  tally.t.values.forEach((t, index) => {
    if (t < tally.settledMs - zeroSlackMs || t + 1000 > endMs + zeroSlackMs) return;
    seconds.add(t);
    iterations += tally.iterations.values[index] as number;
    iterationMs += tally.iterationMsSum.values[index] as number;
  });
  if (seconds.size === 0) return { achievedRate: null, concurrency: null };
  // Little's law: rate x mean time in the system is the number in the system.
  return { achievedRate: iterations / seconds.size, concurrency: iterationMs / 1000 / seconds.size };
}

/** Of requests, else of checks. An iteration that the script ended by an exception has failed whatever its requests did: what it left out loaded nobody. */
function errorRateOf(tally: LoadTally): number | null {
  const failed = tally.requests > 0 ? tally.failedRequests / tally.requests : tally.checks > 0 ? tally.failedChecks / tally.checks : null;
  if (tally.thrown === 0) return failed;
  const iterations = tally.iterations.values.reduce((sum, each) => sum + each, 0);
  return Math.max(failed ?? 0, tally.thrown / Math.max(tally.thrown, iterations));
}
