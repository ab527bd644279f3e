import { doubledMidranks } from './midranks.ts';

/**
 * Exact one-sided chance that differences without any shift rank as high as these (Wilcoxon 1945): every difference keeps its size and gets either
 * sign with equal chance. Differences of zero say nothing and are left out; ties get mid-ranks. 1 when nothing is left.
 */
export function signedRankP(differences: readonly number[]): number {
  const moved = differences.filter((difference) => difference !== 0);
  const ranks = doubledMidranks(moved.map(Math.abs));
  const observed = ranks.reduce((sum, rank, index) => sum + ((moved[index] as number) > 0 ? rank : 0), 0);
  return upperTail(sumDistribution(ranks), observed);
}

/** Share of sign patterns by the sum of the ranks that are positive. */
function sumDistribution(ranks: readonly number[]): Float64Array {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const chance = new Float64Array(total + 1);
  chance[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum--) chance[sum] = ((chance[sum] as number) + (sum >= rank ? (chance[sum - rank] as number) : 0)) / 2;
  }
  return chance;
}

function upperTail(chance: Float64Array, from: number): number {
  let tail = 0;
  for (let sum = from; sum < chance.length; sum++) tail += chance[sum] as number;
  return Math.min(1, tail);
}

/** The smallest chance that so many pairs can show: all of them went up. */
export const smallestSignedRankP = (pairs: number): number => 2 ** -pairs;
