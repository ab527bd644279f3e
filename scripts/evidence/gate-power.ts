// What the gate finds and what it raises false alarms for, resampled from a pool of real short recordings on this machine.
// Usage: npm run evidence -- gate-power fill RUNS_PER_ARM   (on a quiet machine; goes on where it was stopped; about 10 s a run)
//        npm run evidence -- gate-power                     (the table)
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deviation } from '../../src/gate/stats/shift.ts';
import { resolvePlan } from '../../src/plan/resolve.ts';
import { seededRandom } from '../../src/shared/random.ts';
import { median } from '../../src/shared/stats/quantile.ts';
import { wilson } from './lib/binomial.ts';
import { arms, questions } from './lib/gate-power/arms.ts';
import { type PooledRun, recordOne } from './lib/gate-power/record-one.ts';
import { judgeDraw, type Pair } from './lib/gate-power/resample.ts';
import { markdownTable } from './lib/markdown.ts';
import { ownPool, unit } from './pool.mjs';

const draws = 2000;
/** Fewer runs an arm say more about the pool than about the gate; the goal of the evidence. */
const wantedRuns = 60;
const scenario = fileURLToPath(new URL('./lib/gate-power/', import.meta.url));
/** Runs of another workload are not of this pool. */
const workload = createHash('sha256');
for (const file of ['plan.yaml', 'load.js', 'server.mjs', 'neighbour.mjs']) workload.update(readFileSync(join(scenario, file)));
const digest = workload.digest('hex').slice(0, 12);
const { plan } = resolvePlan({ scenario, cwd: scenario, env: {} });
const keyOf = (arm: string, index: number) => `${digest}/${arm}/${index}`;
class Missing extends Error {}

/** Arms take turns, so that runs with the same index were made within a minute or two of each other. */
async function fill(runs: number): Promise<void> {
  for (let index = 1; index <= runs; index++) {
    for (const arm of arms) {
      const { recording } = (await unit(keyOf(arm.name, index), () => recordOne(arm, index, ownPool().dir))) as PooledRun;
      console.error(`${index} of ${runs}, ${arm.name}: ${recording.outcome}, ${((recording.peakBytes.watermark ?? 0) / 2 ** 20).toFixed(1)} MiB`);
    }
  }
}

async function kept(arm: string, index: number): Promise<PooledRun | undefined> {
  try {
    return (await unit(keyOf(arm, index), () => Promise.reject(new Missing()))) as PooledRun;
  } catch (error) {
    if (error instanceof Missing) return undefined;
    throw error;
  }
}

/** Pairs of which both runs ended as they should: others would have been made again. */
async function pairsOf(head: string, base: string): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let index = 1; ; index++) {
    const [h, b] = [await kept(head, index), await kept(base, index)];
    if (!h || !b) return pairs;
    if (h.recording.outcome === 'completed' && b.recording.outcome === 'completed') pairs.push({ head: h, base: b });
  }
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const mebibytes = (bytes: number) => String(Number((bytes / 2 ** 20).toFixed(1)) + 0);
const peaks = (runs: readonly PooledRun[]) => runs.map(({ recording }) => recording.peakBytes.watermark ?? 0);

function rowOf(truth: string, pairs: readonly Pair[], size: number, design: 'paired' | 'baseline'): string[] {
  const random = seededRandom(1);
  const results = Array.from({ length: draws }, () => judgeDraw(pairs, size, design, plan, random));
  const share = (wanted: string) => {
    const hits = results.filter((result) => result === wanted).length;
    const [low, high] = wilson(hits, draws);
    return `${percent(hits / draws)} (${percent(low)} to ${percent(high)})`;
  };
  const rise = median(pairs.map(({ head, base }) => (peaks([head])[0] as number) - (peaks([base])[0] as number))) ?? 0;
  return [
    truth,
    `${size} ${design === 'paired' ? 'pairs' : 'runs a side'}`,
    String(pairs.length),
    mebibytes(rise),
    share('fail'),
    share('inconclusive'),
    share('pass'),
  ];
}

const [command, count] = process.argv.slice(2);
if (command === 'fill') {
  await fill(Number(count ?? wantedRuns));
  process.exit();
}

const rows: string[][] = [];
const sizes: number[] = [];
for (const { head, base, truth } of questions) {
  const pairs = await pairsOf(head, base);
  sizes.push(pairs.length);
  if (pairs.length < 7) continue;
  rows.push(rowOf(truth, pairs, 7, 'paired'), ...(pairs.length >= 10 ? [rowOf(truth, pairs, 10, 'paired')] : []), rowOf(truth, pairs, 5, 'baseline'));
}
if (rows.length === 0) console.log('The pool holds fewer than 7 pairs: fill it first, npm run evidence -- gate-power fill 60');
else {
  const base = (await pairsOf('again', 'base')).map((pair) => pair.base);
  console.log(`Base: ${base.length} runs, median ${mebibytes(median(peaks(base)) ?? 0)} MiB, standard deviation ${mebibytes(deviation(peaks(base)))} MiB.`);
  const fewest = Math.min(...sizes);
  if (fewest < wantedRuns)
    console.log(`THE POOL IS TOO SMALL: ${fewest} to ${Math.max(...sizes)} runs an arm, ${wantedRuns} are wanted. Draws from it repeat the same few runs.`);
  console.log(
    `Each row: ${draws} gates over runs drawn from the pool without replacement, so the rows show this pool; intervals are those of the drawing (Wilson, 95 %).\n`,
  );
  console.log(markdownTable(['truth', 'drawn', 'pairs in the pool', 'median rise (MiB)', 'failed', 'inconclusive', 'passed'], rows));
}
