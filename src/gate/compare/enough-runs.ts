import { probit } from 'simple-statistics';
import { gatePolicy } from '../policy.ts';
import { smallestRankSumP } from '../stats/rank-sum.ts';
import { smallestSignedRankP } from '../stats/signed-rank.ts';
import type { Base } from './base.ts';

/** A rank test needs about pi/3 times the runs that a t test would, where values scatter as a normal distribution does (Hodges and Lehmann 1956). */
const rankTestCost = Math.PI / 3;

/** Fewest pairs, or runs on each side, with which one increase among so many comparisons can be told at all. */
export function fewestRuns(design: Base['design'], comparisons: number): number {
  const needed = gatePolicy.falseAlarms / Math.max(1, comparisons);
  const smallest = (runs: number) => (design === 'paired' ? smallestSignedRankP(runs) : smallestRankSumP(runs, runs));
  let runs = 1;
  while (smallest(runs) > needed) runs += 1;
  return runs;
}

/** Fewest runs of head that can be told from so many of base; undefined where no number would do. */
export function fewestHeadRuns(baseRuns: number, comparisons: number): number | undefined {
  const needed = gatePolicy.falseAlarms / Math.max(1, comparisons);
  for (let runs = 1; runs <= gatePolicy.mostRuns; runs++) if (smallestRankSumP(baseRuns, runs) <= needed) return runs;
  return undefined;
}

const quantiles = (comparisons: number): number => probit(1 - gatePolicy.falseAlarms / Math.max(1, comparisons)) + probit(gatePolicy.power);

/** Pairs, or runs a side, that would probably show an increase of this size; null where more than `mostRuns` would be needed. */
export function enoughRuns(design: Base['design'], increase: number, scatter: number, comparisons: number): number | null {
  const bySize = increase <= 0 ? Number.POSITIVE_INFINITY : Math.ceil(rankTestCost * ((quantiles(comparisons) * scatter) / increase) ** 2);
  const runs = Math.max(fewestRuns(design, comparisons), bySize);
  return runs > gatePolicy.mostRuns ? null : runs;
}

/** The increase that so many pairs, or runs a side, would probably show. */
export function detectableIncrease(runs: number, scatter: number, comparisons: number): number {
  return quantiles(comparisons) * scatter * Math.sqrt(rankTestCost / runs);
}
