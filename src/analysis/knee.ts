import { median } from '../shared/stats/quantile.ts';
import type { LoadCurve } from './document.ts';

type Point = LoadCurve['points'][number];
type Knee = NonNullable<LoadCurve['knee']>;

/** Fewer points on one side are no line. */
const minPointsBesides = 2;
/** F(2, n - 4) at 1 % is 6.9 to 8.0 for 12 to 16 points and lower for more; the place of the knee is looked for as well, which costs about half as much again. */
const minF = 12;
/** A bend that changes memory at the highest load by less than this share of it changes no limit. */
const notableShare = 0.05;
const minRecordings = 3;

/**
 * Where memory begins to follow load more steeply or less: one line against two that meet, by least squares, each recording about its own middle, so that
 * a recording which holds more throughout bends nothing. Undefined where a straight line does as well, or the data are too few.
 */
export function kneeOf(points: readonly Point[]): Knee | undefined {
  const loads = [...new Set(points.map(({ load }) => load))].sort((a, b) => a - b);
  if (new Set(points.map(({ recording }) => recording)).size < minRecordings) return undefined;
  const centred = centredByRun(points);
  const straight = leastSquares(centred, []);
  const inner = groupedLoads(loads);
  const bends = inner.flatMap((load) => {
    const bent = leastSquares(centred, [load]);
    return bent && straight ? [{ load, bent }] : [];
  });
  const best = bends.reduce<(typeof bends)[number] | undefined>((a, b) => (a && a.bent.squares <= b.bent.squares ? a : b), undefined);
  if (!best || !straight) return undefined;
  const freedom = points.length - 4;
  const f = (straight.squares - best.bent.squares) / 2 / (Math.max(best.bent.squares, 1) / freedom);
  const [slope = 0, change = 0] = best.bent.slopes;
  const highest = loads.at(-1) as number;
  const bytes = median(points.map((point) => point.bytes)) ?? 1;
  if (freedom < 1 || f < minF || Math.abs(change * (highest - best.load)) < notableShare * bytes) return undefined;
  return { load: Number(best.load.toPrecision(4)), bytesPerUnitBelow: Math.round(slope), bytesPerUnitAbove: Math.round(slope + change) };
}

/** Loads at which a bend can be told: levels of different runs that ask for the same are one. */
function groupedLoads(loads: readonly number[]): number[] {
  const apart = loads.filter((load, index) => index === 0 || load > 1.05 * (loads[index - 1] as number));
  return apart.slice(minPointsBesides - 1, apart.length - minPointsBesides + 1);
}

function centredByRun(points: readonly Point[]): { readonly load: number; readonly bytes: number }[] {
  return [...Map.groupBy(points, ({ recording }) => recording).values()].flatMap((run) => {
    const mean = run.reduce((sum, { bytes }) => sum + bytes, 0) / run.length;
    return run.map(({ load, bytes }) => ({ load, bytes: bytes - mean }));
  });
}

/** Least squares of a line that bends at `bends`; undefined where the loads do not allow it. */
function leastSquares(points: readonly { readonly load: number; readonly bytes: number }[], bends: readonly number[]) {
  const columns = points.map(({ load }) => [1, load, ...bends.map((bend) => Math.max(0, load - bend))]);
  const size = 2 + bends.length;
  const normal = Array.from({ length: size }, (_, row) =>
    Array.from({ length: size + 1 }, (_, column) =>
      columns.reduce((sum, each, index) => sum + (each[row] as number) * (column === size ? (points[index]?.bytes ?? 0) : (each[column] as number)), 0),
    ),
  );
  const solution = solve(normal);
  if (!solution) return undefined;
  const squares = columns.reduce(
    (sum, each, index) => sum + ((points[index]?.bytes ?? 0) - each.reduce((own, value, at) => own + value * (solution[at] as number), 0)) ** 2,
    0,
  );
  return { slopes: solution.slice(1), squares };
}

/** Gauss and Jordan with the largest pivot; undefined for a singular system. Each row ends with its right side. */
function solve(rows: number[][]): number[] | undefined {
  const size = rows.length;
  for (let at = 0; at < size; at++) {
    const pivot = rows.slice(at).reduce((best, row) => (Math.abs(row[at] as number) > Math.abs(best[at] as number) ? row : best));
    if (Math.abs(pivot[at] as number) < 1e-9) return undefined;
    const from = rows.indexOf(pivot);
    [rows[at], rows[from]] = [pivot, rows[at] as number[]];
    const scaled = pivot.map((value) => value / (pivot[at] as number));
    rows.forEach((row, index) => {
      rows[index] = index === at ? scaled : row.map((value, column) => value - (row[at] as number) * (scaled[column] as number));
    });
  }
  return rows.map((row) => row[size] as number);
}
