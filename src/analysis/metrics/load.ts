import { quantileMs } from '../../recording/latency-histogram.ts';
import type { PhaseAnalysis } from '../document.ts';
import { type LoadTally, secondsOf } from '../facts/load-tally.ts';

export type LoadFigures = Pick<PhaseAnalysis, 'achievedRate' | 'droppedIterations' | 'errorRate' | 'p50Ms' | 'p99Ms' | 'concurrency'>;

const none: LoadFigures = { achievedRate: null, droppedIterations: null, errorRate: null, p50Ms: null, p99Ms: null, concurrency: null };

/**
 * What the load driver saw in a phase. Latency, rate and concurrency leave the settle time out; errors and dropped iterations count from the
 * first second: a request lost while settling is lost.
 */
export function loadFigures(all: LoadTally, settled: LoadTally): LoadFigures {
  if (secondsOf(all) === 0) return none;
  const seconds = secondsOf(settled);
  return {
    achievedRate: seconds > 0 ? settled.iterations / seconds : null,
    droppedIterations: all.dropped,
    errorRate: errorRateOf(all),
    p50Ms: quantileMs(settled.latency, 0.5) ?? null,
    p99Ms: quantileMs(settled.latency, 0.99) ?? null,
    // Little's law: rate x mean time in the system is the number in the system.
    concurrency: seconds > 0 ? settled.iterationMsSum / 1000 / seconds : null,
  };
}

function errorRateOf(tally: LoadTally): number | null {
  if (tally.requests > 0) return tally.failedRequests / tally.requests;
  return tally.checks > 0 ? tally.failedChecks / tally.checks : null;
}
