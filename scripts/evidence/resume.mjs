// A run that is killed with -9 at five random moments and resumed each time, beside one that is left alone: both must end in the same verdict.
// Usage: npm run evidence -- resume [SCENARIO] [SEED]
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../with-node.mjs';
import { ownPool } from './pool.mjs';

const pool = ownPool();
const [scenario = 'scenarios/quickstart', seed = '7'] = process.argv.slice(2);
const cuts = 5;
const longestMs = 40_000;
const shortestMs = 3000;

/** Park and Miller's minimal generator: the same moments for the same seed. */
function moments(seedNumber) {
  let state = seedNumber;
  return Array.from({ length: cuts }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.round(shortestMs + (state / 2_147_483_647) * (longestMs - shortestMs));
  });
}

function highwater(args) {
  const child = spawn(process.execPath, [join(root, 'bin/highwater'), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  return { child, ended: new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, text }))) };
}

function verdictOf(text) {
  const { recommendation } = JSON.parse(text);
  const { needBytes, limitBytes } = recommendation.containers[0]?.memory ?? {};
  return { status: recommendation.status, current: recommendation.current.verdict, needBytes, limitBytes, replays: recommendation.replays.length };
}

async function uncut() {
  return verdictOf((await highwater(['run', scenario, '--json', '--out', join(pool.dir, 'uncut')]).ended).text);
}

function onlyRun(out) {
  return join(
    out,
    readdirSync(out).find((name) => existsSync(join(out, name, 'run.json'))),
  );
}

async function cut() {
  const out = join(pool.dir, `cut-${seed}`);
  rmSync(out, { recursive: true, force: true });
  const states = [];
  let args = ['run', scenario, '--json', '--out', out];
  for (const afterMs of moments(Number(seed))) {
    const { child, ended } = highwater(args);
    await Promise.race([sleep(afterMs), ended]);
    child.kill('SIGKILL');
    await ended;
    await highwater(['clean']).ended;
    const runDir = onlyRun(out);
    states.push({ afterMs, recordings: readdirSync(join(runDir, 'recordings')).length });
    args = ['run', '--resume', runDir, '--json'];
  }
  const { text } = await highwater(args).ended;
  const names = readdirSync(join(onlyRun(out), 'recordings'));
  const limits = names.map((name) => JSON.parse(readFileSync(join(onlyRun(out), 'recordings', name, 'manifest.json'), 'utf8')).variant.limitBytes);
  return { ...verdictOf(text), states, recordings: names.length, limits };
}

console.log('uncut', JSON.stringify(await pool.unit('uncut', uncut)));
console.log('cut  ', JSON.stringify(await pool.unit(`cut-${seed}`, cut)));
