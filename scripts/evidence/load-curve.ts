// Error of base and slope of the load curve, and how often its 95 % interval holds the truth, over synthetic workloads of known base and slope.
// Then over the real runs that real-runs kept. Usage: npm run evidence -- load-curve [SETS PER KIND]
import { join } from 'node:path';
import { loadCurve } from '../../src/analysis/load-curve.ts';
import { analysisOf } from '../../test/synthetic/facts-of.ts';
import { type CurveKind, curveKinds, curveSpec, truthOf } from './lib/curve-kinds.ts';
import { judgingDigest } from './lib/judging-digest.ts';
import { markdownTable, percent } from './lib/markdown.ts';
import { questions } from './lib/real-runs/arms.ts';
import { curveTable } from './lib/real-runs/curve-table.ts';
import { ownPool, unit } from './pool.mjs';

interface Result {
  /** Error over truth. */
  readonly base: number;
  readonly slope: number;
  readonly baseHeld: boolean;
  readonly slopeHeld: boolean;
  /** Width of the slope's interval over the slope. */
  readonly width: number;
}

const sets = Number(process.argv[2] ?? 100);
const digest = judgingDigest();
const runCounts = [3, 5, 10];

function judgeSet(kind: CurveKind, set: number): Record<string, Result> {
  const truth = truthOf(set);
  const baseBytes = truth.baseBytes + kind.extraBytes(truth);
  const all = Array.from({ length: Math.max(...runCounts) }, (_, index) => analysisOf(curveSpec(kind, set, index + 1), `${index + 1}`));
  return Object.fromEntries(
    runCounts.map((runs) => {
      const curve = loadCurve(all.slice(0, runs));
      if (!curve?.interval) throw new Error(`no interval for ${kind.name}, set ${set}`);
      const holds = ([low, high]: readonly [number, number], value: number) => low <= value && value <= high;
      const result: Result = {
        base: curve.baseBytes / baseBytes - 1,
        slope: curve.bytesPerUnit / truth.bytesPerRate - 1,
        baseHeld: holds(curve.interval.baseBytes, baseBytes),
        slopeHeld: holds(curve.interval.bytesPerUnit, truth.bytesPerRate),
        width: (curve.interval.bytesPerUnit[1] - curve.interval.bytesPerUnit[0]) / truth.bytesPerRate,
      };
      return [String(runs), result];
    }),
  );
}

const quantile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0;
const shown = (values: readonly number[]) =>
  `${(100 * quantile(values.map(Math.abs), 0.5)).toFixed(1)} / ${(100 * quantile(values.map(Math.abs), 0.95)).toFixed(1)} %`;

console.log(`${sets} workloads of each kind, bases of 60 to 300 MiB, slopes of 0.2 to 2 MiB per iteration/s, five levels of 12 s\n`);
const rows: string[][] = [];
for (const kind of curveKinds) {
  const judged = (await unit(`${digest}-${sets}-${kind.name}`, () => Array.from({ length: sets }, (_, index) => judgeSet(kind, index + 1)))) as Record<
    string,
    Result
  >[];
  for (const runs of runCounts) {
    const results = judged.flatMap((set) => set[String(runs)] ?? []);
    rows.push([
      kind.name,
      String(runs),
      shown(results.map(({ slope }) => slope)),
      shown(results.map(({ base }) => base)),
      percent(results.filter(({ slopeHeld }) => slopeHeld).length, results.length),
      percent(results.filter(({ baseHeld }) => baseHeld).length, results.length),
      `${(
        100 *
          quantile(
            results.map(({ width }) => width),
            0.5,
          )
      ).toFixed(1)} %`,
    ]);
  }
}
console.log(
  markdownTable(
    ['workload', 'recordings', 'slope off by (median / 95th)', 'base off by', '95 % interval holds the slope', 'holds the base', 'width of the slope interval'],
    rows,
  ),
);

const real = curveTable(questions.map((question) => join(ownPool().dir, '../real-runs/runs', question)));
console.log(real === undefined ? '\nNo real runs are kept: npm run evidence -- real-runs' : `\nReal runs, three recordings each:\n\n${real}`);
