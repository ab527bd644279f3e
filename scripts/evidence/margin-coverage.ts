// Does the limit that few runs lead to keep its promise? Peaks are drawn from distributions fitted to real peaks (or from three kinds, where there are none);
// the margin comes from 3, 5 or 10 of them; the share of further runs above the limit is exact. With real peaks, also by drawing from the peaks themselves.
// Usage: npm run evidence -- margin-coverage [FOLDER...]   (folders of run directories, a plan is a pool; what real-runs kept where none is named)
import { join, resolve } from 'node:path';
import { toleranceFactor } from '../../src/recommend/tolerance-factor.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { seededRandom } from '../../src/shared/random.ts';
import { normalFrom } from '../../src/shared/stats/normal.ts';
import { markdownTable, percent } from './lib/markdown.ts';
import { deviation, mean } from './lib/moments.ts';
import { leftOutTable, peakPools } from './lib/real-runs/spread-table.ts';
import { ownPool } from './pool.mjs';

interface Pool {
  readonly name: string;
  readonly draw: (random: () => number) => number;
}

const draws = 4000;
const confidence = 0.95;
const risks = [0.1, 0.01];
/** What some dozens of real runs can show. */
const realRisk = 0.1;
const sizes = [3, 5, 10];

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

const folders = process.argv.slice(2).map((folder) => resolve(folder));
const real = peakPools(folders.length > 0 ? folders : [join(ownPool().dir, '../real-runs/runs/spread')]);
const fitted = real.flatMap(({ plan: { name }, peaks }) => {
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
  console.log(`\nReal runs against limits from few others of the same pool, risk ${100 * realRisk} %:\n`);
  console.log(leftOutTable(real, sizes, realRisk, confidence));
} else console.log('\nNo real runs are kept: npm run evidence -- real-runs spread');
