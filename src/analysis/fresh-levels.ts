import { median } from '../shared/stats/quantile.ts';
import type { LoadCurve } from './document.ts';
import { lineThrough } from './load-curve-interval.ts';

type Point = LoadCurve['points'][number];
type Fresh = NonNullable<LoadCurve['fresh']>;

/** Fewer points, or of one run alone, are no line. */
const minPoints = 4;
const minRuns = 2;
const minSteps = 2;
const goodPart = 0.5;
/** Levels that ask for nearly the same are one. */
const clearlyMore = 1.05;

/** By run, the levels that no higher one came before. */
function freshRuns(points: readonly Point[]): Point[][] {
  const runs = [...Map.groupBy(points, ({ recording }) => recording).values()];
  return runs.map((run) => run.filter((point, index) => run.slice(0, index).every((before) => before.load * clearlyMore < point.load)));
}

/** Whether each further level that was the highest so far held more, by a good part of what the line says: a cache that filled once does not go on. */
export function risesSteadily(points: readonly Point[], bytesPerUnit: number): boolean {
  const steps = freshRuns(points).flatMap((run) => run.slice(1).map((point, index) => ({ from: run[index] as Point, to: point })));
  return steps.length >= minSteps && steps.every(({ from, to }) => to.bytes - from.bytes >= goodPart * bytesPerUnit * (to.load - from.load));
}

/**
 * The line through the levels that no higher level came before: what a pod holds that has never seen more. Heaps, pools and allocators give back late or
 * never, so that a low level after a high one shows the high one's memory and flattens the line through all. Points are in the order of time.
 */
export function freshLevels(points: readonly Point[]): Fresh | undefined {
  const fresh = freshRuns(points).flat();
  const line = lineThrough(fresh);
  if (!line || fresh.length < minPoints || new Set(fresh.map(({ recording }) => recording)).size < minRuns) return undefined;
  const later = points.filter((point) => !fresh.includes(point));
  const heldOver = median(later.map(({ load, bytes }) => bytes - line.intercept - line.slope * load)) ?? 0;
  return { baseBytes: Math.round(line.intercept), bytesPerUnit: Math.round(line.slope), heldOverBytes: Math.round(heldOver) };
}
