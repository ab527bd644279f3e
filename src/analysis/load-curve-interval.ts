import { bootstrapIntervals } from '../shared/stats/bootstrap.ts';
import { studentT } from '../shared/stats/student-t.ts';
import { type Line, theilSen } from '../shared/stats/theil-sen.ts';
import type { LoadCurve } from './document.ts';

type Point = LoadCurve['points'][number];
type Interval = [number, number];

/** Below these the interval would be narrower than the data allow (DESIGN section 6, step 2). */
const minRecordings = 3;
const minLevels = 5;
const bootstrap = { seed: 1, resamples: 1000, confidence: 0.95 } as const;

/** Median of pairwise slopes through the points; undefined without two different loads. */
export function lineThrough(points: readonly Point[]): Line | undefined {
  return theilSen({ xs: points.map((point) => point.load), ys: points.map((point) => point.bytes) });
}

/**
 * 95 % interval of base and slope. Levels of one run hang together (same process, same heap), so whole runs are drawn. Of three runs there are only
 * ten different draws, and their interval holds the truth seven times in ten (measured); so it is never narrower than Student's over the lines of
 * the single runs, which knows how little three are.
 */
export function curveInterval(points: readonly Point[], line: Line): LoadCurve['interval'] {
  const runs = [...Map.groupBy(points, (point) => point.recording).values()];
  const levels = Math.min(...runs.map((run) => new Set(run.map((point) => point.phase)).size));
  if (runs.length < minRecordings || levels < minLevels) return null;
  const drawn = bootstrapIntervals(runs, (some) => numbersOf(lineThrough(some.flat())), bootstrap);
  const own = runs.flatMap((run) => {
    const numbers = numbersOf(lineThrough(run));
    return numbers ? [numbers] : [];
  });
  if (!drawn?.[0] || !drawn[1] || own.length < minRecordings) return null;
  const wider = (position: 0 | 1, centre: number, [low, high]: Interval): Interval => {
    const half = studentHalf(own.map((numbers) => numbers[position]));
    return [Math.round(Math.min(low, centre - half)), Math.round(Math.max(high, centre + half))];
  };
  return { baseBytes: wider(0, line.intercept, drawn[0]), bytesPerUnit: wider(1, line.slope, drawn[1]) };
}

function numbersOf(line: Line | undefined): [number, number] | undefined {
  return line && [line.intercept, line.slope];
}

/** Half the width of Student's interval of a mean. */
function studentHalf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const tail = (1 - bootstrap.confidence) / 2;
  return studentT(1 - tail, values.length - 1) * Math.sqrt(squares / (values.length - 1) / values.length);
}
