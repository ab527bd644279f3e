import { quantile } from './quantile.ts';

export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** Points of one stratum: slopes are taken between points of the same stratum only. */
export interface Points {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

/** Slopes of all pairs with different x. */
function pairSlopes({ xs, ys }: Points): number[] {
  const slopes: number[] = [];
  for (let i = 0; i < xs.length; i++) {
    for (let j = i + 1; j < xs.length; j++) {
      const run = (xs[j] as number) - (xs[i] as number);
      if (run !== 0) slopes.push(((ys[j] as number) - (ys[i] as number)) / run);
    }
  }
  return slopes;
}

/** Median of pairwise slopes and median intercept (Theil 1950, Sen 1968); undefined without two different x. Holds with up to 29 % outliers. */
export function theilSen(points: Points): Line | undefined {
  const slope = quantile(pairSlopes(points), 0.5);
  if (slope === undefined) return undefined;
  const intercept = quantile(
    points.ys.map((y, index) => y - slope * (points.xs[index] as number)),
    0.5,
  ) as number;
  return { slope, intercept };
}

/** Median slope within strata; undefined when no stratum has two different x. */
export function commonSlope(strata: readonly Points[]): number | undefined {
  return quantile(strata.flatMap(pairSlopes), 0.5);
}

/** Two-sided interval of the common slope from the spread of Kendall's S (Sen 1968, section 4); `z` is the normal quantile, 1.96 for 95 %. */
export function commonSlopeInterval(strata: readonly Points[], z: number): [number, number] | undefined {
  const slopes = strata.flatMap(pairSlopes).sort((a, b) => a - b);
  if (slopes.length === 0) return undefined;
  const variance = strata.reduce((sum, { xs: { length: n } }) => sum + (n * (n - 1) * (2 * n + 5)) / 18, 0);
  const spread = z * Math.sqrt(variance);
  const lower = Math.max(0, Math.floor((slopes.length - spread) / 2));
  const upper = Math.min(slopes.length - 1, Math.ceil((slopes.length + spread) / 2));
  return [slopes[lower] as number, slopes[upper] as number];
}
