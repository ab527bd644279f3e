// Runs a workload again and again at one limit, with nothing of the product: what a recommended limit is worth.
//   node scripts/evidence/replay-limit.mjs FOLDER LIMIT [RUNS] [--seed 1000] [--peak-only] [--env KEY=VALUE]
// FOLDER holds a plan.yaml; LIMIT is bytes or a quantity such as 208Mi. Prints a JSON line per run, then a summary:
// kills by the cgroup's own counter, deaths by wait(), requests that failed. Ends with 1 when any run was killed, died or was not served.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runOnce } from '../../test/workloads/harness/one-run.mjs';
import { memoryBytes, readPlanFile } from '../../test/workloads/harness/plan-file.mjs';
import { prepare } from '../../test/workloads/harness/setup.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1000' },
    'peak-only': { type: 'boolean', default: false },
    env: { type: 'string', multiple: true, default: [] },
  },
});
const [folder, limit, runs = '10'] = positionals;

function say(document) {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

function worst(numbers) {
  const known = numbers.filter((number) => number !== null && number !== undefined);
  return known.length > 0 ? Math.max(...known) : null;
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + (number ?? 0), 0);
}

function summaryOf(name, limitBytes, done) {
  return {
    workload: name,
    limitBytes,
    runs: done.length,
    passed: done.filter((run) => run.pass).length,
    kills: sum(done.map((run) => run.kills)),
    deaths: done.filter((run) => run.exit).length,
    requests: sum(done.map((run) => run.requests)),
    failedRequests: sum(done.map((run) => run.failedRequests)),
    droppedIterations: sum(done.map((run) => run.droppedIterations)),
    worstP99Ms: worst(done.map((run) => run.p99Ms)),
    peakBytes: worst(done.map((run) => run.peakBytes)),
    failures: [...new Set(done.map((run) => run.failure).filter(Boolean))],
  };
}

async function replay(plan, setup, limitBytes) {
  const done = [];
  for (let index = 0; index < Number(runs); index += 1) {
    const run = await runOnce(plan, { ...setup, seed: setup.seed + index }, limitBytes);
    done.push(run);
    say({ run: index + 1, ...run, log: run.pass ? undefined : run.log });
  }
  return done;
}

if (!folder || !limit) throw new Error('usage: replay-limit.mjs FOLDER LIMIT [RUNS]');
const plan = readPlanFile(resolve(folder));
const env = Object.fromEntries(values.env.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
const setup = prepare(plan, { env, seed: Number(values.seed), peakOnly: values['peak-only'] });
try {
  const limitBytes = memoryBytes(limit);
  const summary = summaryOf(plan.name, limitBytes, await replay(plan, setup, limitBytes));
  say(summary);
  process.exitCode = summary.passed === summary.runs ? 0 : 1;
} finally {
  setup.dispose();
}
