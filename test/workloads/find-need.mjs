// Finds what a workload needs by trying, with nothing of the product: a cgroup, k6, and the kernel's kill counter.
//   node test/workloads/find-need.mjs linear [--low 32Mi] [--high 400Mi] [--step 2Mi] [--runs 3] [--retries 0] [--peak-only] [--env KEY=VALUE]
// --retries: how many runs without a kill may miss the objectives and be run again, for machines that others use too.
// Prints a JSON line per run and one with the result: the smallest limit that passed all its runs, no limit above having failed.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runOnce } from './harness/one-run.mjs';
import { memoryBytes, readPlanFile } from './harness/plan-file.mjs';
import { prepare } from './harness/setup.mjs';

const mebibyte = 1024 ** 2;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    low: { type: 'string', default: '24Mi' },
    high: { type: 'string', default: '448Mi' },
    step: { type: 'string', default: '2Mi' },
    runs: { type: 'string', default: '3' },
    retries: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    'peak-only': { type: 'boolean', default: false },
    env: { type: 'string', multiple: true, default: [] },
  },
});

function say(document) {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

/** All runs at a limit, each with a seed of its own, up to the first kill or one missed objective more than may be run again. */
async function passes(plan, setup, limitBytes, { runs, retries }) {
  let passed = 0;
  for (let done = 0; passed < runs; done += 1) {
    const run = await runOnce(plan, { ...setup, seed: setup.seed + done }, limitBytes);
    say({ limitMiB: limitBytes / mebibyte, ...run, log: run.pass ? undefined : run.log });
    if (run.pass) passed += 1;
    if (!run.pass && (run.kills > 0 || done - passed >= retries)) return false;
  }
  return true;
}

async function bisect(plan, setup, bounds) {
  let { low, high } = bounds;
  if (!(await passes(plan, setup, high, bounds))) return { needBytes: null, highestFailedBytes: high };
  while (high - low > bounds.step) {
    const middle = Math.round((low + high) / 2 / bounds.step) * bounds.step;
    if (await passes(plan, setup, middle, bounds)) high = middle;
    else low = middle;
  }
  return { needBytes: high, highestFailedBytes: low };
}

const folder = resolve(import.meta.dirname, positionals[0] ?? '.');
const plan = readPlanFile(folder);
const env = Object.fromEntries(values.env.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
const setup = prepare(plan, { env, seed: Number(values.seed), peakOnly: values['peak-only'] });
try {
  const [low, high, step] = [values.low, values.high, values.step].map(memoryBytes);
  const begin = performance.now();
  const found = await bisect(plan, setup, { low, high, step, runs: Number(values.runs), retries: Number(values.retries) });
  say({
    workload: plan.name,
    ...found,
    needMiB: found.needBytes && found.needBytes / mebibyte,
    runs: setup.runsMade(),
    seconds: Math.round((performance.now() - begin) / 1000),
    env,
  });
} finally {
  setup.dispose();
}
