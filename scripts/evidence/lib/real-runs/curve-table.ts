import { existsSync } from 'node:fs';
import type { RecordingAnalysis } from '../../../../src/analysis/document.ts';
import { loadCurve } from '../../../../src/analysis/load-curve.ts';
import { MiB } from '../../../../src/shared/quantity.ts';
import { judgeRun, runsIn } from '../judge-run.ts';
import { markdownTable } from '../markdown.ts';

/** What a request in flight holds by construction, and for how long: slope per iteration in flight, and by Little's law per iteration a second. */
const truths: Readonly<Record<string, { readonly mebibytes: number; readonly seconds: number }>> = {
  linear: { mebibytes: 4, seconds: 0.81 },
  quickstart: { mebibytes: 5, seconds: 0.5 },
  'thread-per-request': { mebibytes: 3, seconds: 0.7 },
  'cache-reader': { mebibytes: 0, seconds: 0 },
  // Its data set is written before the first level.
  'webdis-redis': { mebibytes: 0, seconds: 0 },
};
const groupSize = 3;

interface Found {
  readonly slope: number;
  readonly error: number;
  readonly held: boolean;
  readonly inFlight: boolean;
}

function found(recordings: readonly RecordingAnalysis[], name: string): Found[] {
  const truth = truths[name];
  const curve = loadCurve(recordings.map((recording, index) => ({ ...recording, recording: `${index}` })));
  if (!truth || !curve?.interval) return [];
  const inFlight = curve.unit === 'concurrent iterations';
  const slope = curve.bytesPerUnit / MiB;
  const wanted = inFlight ? truth.mebibytes : truth.mebibytes * truth.seconds;
  const [low, high] = curve.interval.bytesPerUnit;
  return [{ slope, error: slope - wanted, held: low <= wanted * MiB && wanted * MiB <= high, inFlight }];
}

const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Slopes over three real runs each against what the workloads were built to hold; undefined where no runs are kept. */
export function curveTable(folders: readonly string[]): string | undefined {
  const judged = folders
    .filter(existsSync)
    .flatMap(runsIn)
    .flatMap((dir) => judgeRun(dir) ?? []);
  const pools = Map.groupBy(judged, ({ plan }) => `${plan.name}, levels of ${plan.load.holdMs / 1000} s`);
  const rows = [...pools].flatMap(([label, group]) => {
    const name = group[0]?.plan.name ?? '';
    const loose = group.flatMap(({ analysis }) => analysis.recordings.filter(({ purpose, outcome }) => purpose === 'record' && outcome === 'completed'));
    const groups = Array.from({ length: Math.floor(loose.length / groupSize) }, (_, index) => loose.slice(groupSize * index, groupSize * (index + 1)));
    const all = groups.flatMap((recordings) => found(recordings, name));
    return [false, true].flatMap((inFlight) => {
      const some = all.filter((one) => one.inFlight === inFlight);
      const [first] = some;
      if (first === undefined) return [];
      const [slope, error] = [middle(some.map((one) => one.slope)), middle(some.map((one) => Math.abs(one.error)))];
      const held = `${some.filter((one) => one.held).length} of ${some.length}`;
      return [[label, inFlight ? 'in flight' : 'iterations/s', (first.slope - first.error).toFixed(2), slope.toFixed(2), error.toFixed(2), held]];
    });
  });
  if (rows.length === 0) return undefined;
  return markdownTable(['workload', 'unit chosen', 'slope as built, MiB', 'median slope found', 'median error', '95 % interval holds it'], rows);
}
