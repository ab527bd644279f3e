// Does the limit that few runs lead to keep its promise? Peaks are drawn from distributions fitted to real peaks (or from three kinds, where there are none);
// the margin comes from 3, 5 or 10 of them; the share of further runs above the limit is exact. With real peaks, also by drawing from the peaks themselves.
// Usage: npm run evidence -- margin-coverage [FOLDER...]   (folders of run directories: the loose-limit recordings of each are one pool)
import { basename, resolve } from 'node:path';
import { toleranceFactor } from '../../src/recommend/tolerance-factor.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { seededRandom } from '../../src/shared/random.ts';
import { normalFrom } from '../../src/shared/stats/normal.ts';
import { judgeRun, runsIn } from './lib/judge-run.ts';
import { markdownTable, percent } from './lib/markdown.ts';

interface Pool {
  readonly name: string;
  readonly draw: (random: () => number) => number;
}

const draws = 4000;
const confidence = 0.95;
const risks = [0.1, 0.01];
const sizes = [3, 5, 10];

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]) => Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1));

/** As recommend/margin.ts: need and peaks agree, so limit = mean + factor x deviation. */
function limitFrom(peaks: readonly number[], risk: number): number {
  return mean(peaks) + deviation(peaks) * toleranceFactor(peaks.length, 1 - risk, confidence);
}

const normalPool = (name: string, middle: number, spread: number): Pool => ({ name, draw: (random) => middle + spread * normalFrom(random)() });
const lognormalPool = (name: string, middle: number, spread: number): Pool => ({
  name,
  draw: (random) => middle * Math.exp((spread / middle) * normalFrom(random)()),
});
/** One run in ten has another tenth on top: the bound is made for normal peaks, and this shows what it does where they are not. */
const mixedPool = (name: string, middle: number, spread: number): Pool => ({
  name,
  draw: (random) => middle + spread * normalFrom(random)() + (random() < 0.1 ? 0.1 * middle : 0),
});

/** Peaks by run directory; those with fewer than three of them say nothing about a spread. */
function realPools(folders: readonly string[]): { name: string; peaks: number[] }[] {
  const runs = folders.flatMap((folder) => runsIn(resolve(folder)));
  return runs.flatMap((dir) => {
    const judged = judgeRun(dir);
    const loose = judged?.analysis.recordings.filter(({ purpose, uncensored, outcome }) => purpose === 'record' && uncensored && outcome === 'completed') ?? [];
    const peaks = loose.flatMap(({ peakBytes }) => peakBytes.hardPart ?? []);
    return peaks.length < 3 ? [] : [{ name: `${judged?.plan.name} (${basename(dir)})`, peaks }];
  });
}

/** Share of the limits that keep at least 1 - risk of further runs, and the share of further runs above a limit, over many limits. */
function coverage(pool: Pool, size: number, risk: number): { kept: number; killed: number; margin: number } {
  const random = seededRandom(size * 1000 + Math.round(1 / risk));
  const reference = Float64Array.from({ length: 20_000 }, () => pool.draw(random)).sort();
  const above = (limit: number) => {
    let [low, high] = [0, reference.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((reference[middle] as number) <= limit) low = middle + 1;
      else high = middle;
    }
    return (reference.length - low) / reference.length;
  };
  let [kept, killed, margin] = [0, 0, 0];
  const factor = toleranceFactor(size, 1 - risk, confidence);
  for (let index = 0; index < draws; index++) {
    const peaks = Array.from({ length: size }, () => pool.draw(random));
    const limit = mean(peaks) + factor * deviation(peaks);
    const share = above(limit);
    killed += share / draws;
    kept += share <= risk ? 1 / draws : 0;
    margin += (limit / mean(peaks) - 1) / draws;
  }
  return { kept, killed, margin };
}

/** Of every run that is not among `size` others, the share above their limit: each run of the pool in turn, limits from random others. */
function leftOut(peaks: readonly number[], size: number, risk: number): string {
  if (peaks.length <= size) return '-';
  const random = seededRandom(7);
  let [above, tried] = [0, 0];
  for (let round = 0; round < 200; round++) {
    const order = peaks.map((peak) => ({ peak, at: random() })).sort((a, b) => a.at - b.at);
    const limit = limitFrom(
      order.slice(0, size).map(({ peak }) => peak),
      risk,
    );
    above += order.slice(size).filter(({ peak }) => peak > limit).length;
    tried += peaks.length - size;
  }
  return percent(above, tried);
}

const real = realPools(process.argv.slice(2));
const fitted = real.flatMap(({ name, peaks }) => {
  const [middle, spread] = [mean(peaks), deviation(peaks)];
  return [normalPool(`${name}, normal fitted to ${peaks.length} peaks`, middle, spread), lognormalPool(`${name}, lognormal fitted`, middle, spread)];
});
const assumed = [
  normalPool('normal, spread 1 %', 200 * MiB, 2 * MiB),
  normalPool('normal, spread 5 %', 200 * MiB, 10 * MiB),
  lognormalPool('lognormal, spread 14 %', 200 * MiB, 28 * MiB),
  mixedPool('one run in ten a tenth higher', 200 * MiB, 4 * MiB),
];
console.log(`Limits from n peaks at ${100 * confidence} % confidence, ${draws} limits each; promised: in ${100 * confidence} % of cases at most the risk\n`);
console.log(
  markdownTable(
    ['peaks', 'risk promised', 'n', 'limits that keep the promise', 'further runs above the limit', 'margin over mean'],
    [...assumed, ...fitted].flatMap((pool) =>
      risks.flatMap((risk) =>
        sizes.map((size) => {
          const { kept, killed, margin } = coverage(pool, size, risk);
          return [pool.name, percent(risk, 1), size, percent(kept, 1), `${(100 * killed).toFixed(2)} %`, `${(100 * margin).toFixed(1)} %`];
        }),
      ),
    ),
  ),
);
if (real.length > 0) {
  console.log('\nReal runs against limits from other real runs of the same pool (share above the limit):\n');
  console.log(
    markdownTable(
      ['pool', 'runs', 'spread', ...sizes.map((size) => `limit from ${size}, risk 10 %`)],
      real.map(({ name, peaks }) => [
        name,
        peaks.length,
        `${((100 * deviation(peaks)) / mean(peaks)).toFixed(1)} %`,
        ...sizes.map((size) => leftOut(peaks, size, 0.1)),
      ]),
    ),
  );
}
