export interface Misfit {
  readonly linear: number;
  readonly step: number;
  readonly saturating: number;
  /** Time constant of the best saturating exponential, in the unit of x. */
  readonly timeConstant: number;
}

/** Sums of squared residuals of a straight line, the best single step and the best saturating exponential through the points. */
export function misfitsOf(xs: readonly number[], ys: readonly number[]): Misfit {
  const { misfit, timeConstant } = saturation(xs, ys);
  return { linear: lineMisfit(xs, ys), step: stepMisfit(ys), saturating: misfit, timeConstant };
}

function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

/** Least squares through (x, y); with `rising` a falling slope counts as none. */
function lineMisfit(xs: readonly number[], ys: readonly number[], rising = false): number {
  const meanX = xs.reduce((sum, x) => sum + x, 0) / xs.length;
  const meanY = ys.reduce((sum, y) => sum + y, 0) / ys.length;
  const together = xs.reduce((sum, x, index) => sum + (x - meanX) * ((ys[index] as number) - meanY), 0);
  const spreadX = spread(xs);
  if (spreadX === 0 || (rising && together < 0)) return spread(ys);
  return Math.max(0, spread(ys) - together ** 2 / spreadX);
}

function stepMisfit(ys: readonly number[]): number {
  let best = spread(ys);
  for (let at = 1; at < ys.length; at++) best = Math.min(best, spread(ys.slice(0, at)) + spread(ys.slice(at)));
  return best;
}

/** Time constants that are tried, as shares of the window: beyond half of it a saturation cannot be told from a line. */
const tauShares = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5];

function saturation(xs: readonly number[], ys: readonly number[]): { readonly misfit: number; readonly timeConstant: number } {
  const first = xs[0] as number;
  const window = (xs.at(-1) as number) - first;
  const fits = tauShares.map((share) => {
    const timeConstant = share * window;
    const shape = xs.map((x) => 1 - Math.exp(-(x - first) / timeConstant));
    return { misfit: lineMisfit(shape, ys, true), timeConstant };
  });
  return fits.reduce((best, fit) => (fit.misfit < best.misfit ? fit : best));
}
