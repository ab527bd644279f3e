import { errorFunction, gammaln } from 'simple-statistics';

const normalCdf = (z: number): number => 0.5 * (1 + errorFunction(z / Math.SQRT2));

/** The argument at which an increasing function reaches `target`, by halving; 80 halvings exhaust a double over any range used here. */
function invert(increasing: (x: number) => number, target: number, from: number, to: number): number {
  let low = from;
  let high = to;
  for (let i = 0; i < 80; i += 1) {
    const middle = (low + high) / 2;
    if (increasing(middle) < target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Density of s/sigma, the sample standard deviation over the true one, with `freedom` degrees of freedom (scaled chi). */
function deviationDensity(ratio: number, freedom: number): number {
  if (ratio <= 0) return 0;
  const half = freedom / 2;
  return Math.exp(Math.LN2 + half * Math.log(half) - gammaln(half) + (freedom - 1) * Math.log(ratio) - half * ratio * ratio);
}

interface Node {
  readonly ratio: number;
  readonly mass: number;
}

/**
 * Simpson's nodes over s/sigma, which lies below 1 + 7/sqrt(freedom) but for 1e-10. They are spaced by the third power, because a high confidence with
 * few values is decided by spreads that come out hundreds of times too small.
 */
function deviationNodes(freedom: number): Node[] {
  const panels = 400;
  const most = 1 + 7 / Math.sqrt(freedom);
  return Array.from({ length: panels + 1 }, (_, i) => {
    const weight = i === 0 || i === panels ? 1 : i % 2 === 1 ? 4 : 2;
    const t = i / panels;
    const ratio = most * t ** 3;
    return { ratio, mass: (weight * deviationDensity(ratio, freedom) * 3 * most * t ** 2) / (3 * panels) };
  });
}

/** Chance that mean + k x s of n normal values covers the wanted quantile `z`: the noncentral t distribution, integrated over s. */
const coverChance = (k: number, n: number, z: number, nodes: readonly Node[]): number =>
  nodes.reduce((sum, { ratio, mass }) => sum + mass * normalCdf(Math.sqrt(n) * (k * ratio - z)), 0);

/**
 * Factor k of the one-sided normal tolerance bound: with `confidence`, mean + k x standard deviation of n values lies above the
 * `coverage` quantile of what they were drawn from. Exact by integration to about three digits; n from 2.
 * Source: noncentral t, Hahn & Meeker, Statistical Intervals, section 4.6.
 */
export function toleranceFactor(n: number, coverage: number, confidence: number): number {
  const z = invert(normalCdf, coverage, -9, 9);
  const nodes = deviationNodes(n - 1);
  return invert((k) => coverChance(k, n, z, nodes), confidence, 0, 1e6);
}
