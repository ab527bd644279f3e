import { median } from '../../shared/stats/quantile.ts';

/** How far paired differences lie from zero: the median of the means of all pairs of them (Hodges and Lehmann 1963), which fits the signed-rank test. */
export function pairedShift(differences: readonly number[]): number {
  const means = differences.flatMap((a, first) => differences.slice(first).map((b) => (a + b) / 2));
  return median(means) ?? 0;
}

/** How far head lies above base: the median of all differences between one of head and one of base, which fits the rank-sum test. */
export function shiftBetween(base: readonly number[], head: readonly number[]): number {
  return median(head.flatMap((h) => base.map((b) => h - b))) ?? 0;
}

/** Standard deviation, n - 1; zero below two values. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
