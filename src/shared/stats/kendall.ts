/** Kendall's S: rising pairs minus falling pairs; ties count nothing. */
export function kendallS(values: ArrayLike<number>): number {
  let s = 0;
  for (let i = 0; i < values.length; i++) {
    for (let j = i + 1; j < values.length; j++) s += Math.sign((values[j] as number) - (values[i] as number));
  }
  return s;
}

/** Number of permutations of n things by number of inversions (Mahonian numbers), by the recurrence of Kendall 1938. */
function inversionCounts(n: number): number[] {
  let counts = [1];
  for (let size = 2; size <= n; size++) {
    counts = convolve(counts, new Array<number>(size).fill(1));
  }
  return counts;
}

function convolve(a: readonly number[], b: readonly number[]): number[] {
  const sums = new Array<number>(a.length + b.length - 1).fill(0);
  a.forEach((left, i) => {
    b.forEach((right, j) => {
      sums[i + j] = (sums[i + j] as number) + left * right;
    });
  });
  return sums;
}

/**
 * Exact one-sided chance of a sum of S at least this large when no stratum has a trend nor ties (with ties it is conservative). Strata are
 * compared with themselves only, as in the seasonal Kendall test (Hirsch, Slack and Smith 1982). Meant for up to about 60 values in all.
 */
export function kendallExactP(strata: readonly ArrayLike<number>[]): number {
  let counts = [1];
  let pairs = 0;
  let s = 0;
  for (const values of strata) {
    counts = convolve(counts, inversionCounts(values.length));
    pairs += (values.length * (values.length - 1)) / 2;
    s += kendallS(values);
  }
  let total = 0;
  let asExtreme = 0;
  counts.forEach((count, inversions) => {
    total += count;
    if (pairs - 2 * inversions >= s) asExtreme += count;
  });
  return asExtreme / total;
}
