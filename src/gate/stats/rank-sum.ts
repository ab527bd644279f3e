import { doubledMidranks } from './midranks.ts';

/**
 * Exact one-sided chance that two samples of one population rank as far apart as these, head above base (Wilcoxon 1945, Mann and Whitney 1947): every
 * choice of `head.length` values out of all is as likely as any other. Ties get mid-ranks. 1 when a side is empty.
 */
export function rankSumP(base: readonly number[], head: readonly number[]): number {
  if (base.length === 0 || head.length === 0) return 1;
  const ranks = doubledMidranks([...base, ...head]);
  const observed = ranks.slice(base.length).reduce((sum, rank) => sum + rank, 0);
  const ways = choicesBySum(ranks, head.length);
  let all = 0;
  let asHigh = 0;
  ways.forEach((count, sum) => {
    all += count;
    if (sum >= observed) asHigh += count;
  });
  return asHigh / all;
}

/** Number of ways to choose `size` of the ranks, by their sum. */
function choicesBySum(ranks: readonly number[], size: number): Float64Array {
  const highest = ranks
    .toSorted((a, b) => b - a)
    .slice(0, size)
    .reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(highest + 1));
  (ways[0] as Float64Array)[0] = 1;
  for (const rank of ranks) {
    for (let chosen = size; chosen >= 1; chosen--) {
      const [into, from] = [ways[chosen] as Float64Array, ways[chosen - 1] as Float64Array];
      for (let sum = highest; sum >= rank; sum--) into[sum] = (into[sum] as number) + (from[sum - rank] as number);
    }
  }
  return ways[size] as Float64Array;
}

/** The smallest chance that samples of these sizes can show: the whole head lies above the whole base. */
export function smallestRankSumP(base: number, head: number): number {
  let ways = 1;
  for (let drawn = 1; drawn <= head; drawn++) ways *= (base + drawn) / drawn;
  return 1 / ways;
}
