// Every workload with a known need, and the scenarios with programs from elsewhere: what highwater recommends, and what ten further runs at that
// limit say that share no code with it. Usage: npm run evidence -- known-needs [NAME...] [--again NAME]
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../with-node.mjs';
import { ownPool } from './pool.mjs';

const mebibyte = 1024 ** 2;
const replays = 10;
const pool = ownPool();

/** Last line of stdout that is a JSON document; what goes to stderr is shown as it comes. */
function lastDocument(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const line = text.trim().split('\n').at(-1);
      if (!line) reject(new Error(`${args.join(' ')} printed nothing and ended with ${code}`));
      else resolve({ code, document: JSON.parse(line) });
    });
  });
}

async function recommended(folder) {
  const begin = performance.now();
  const args = [join(root, 'bin/highwater'), 'run', folder, '--json', '--out', join(pool.dir, 'runs'), '--set', 'policy.maxRuns=24'];
  const { code, document } = await lastDocument(process.execPath, args);
  const { recommendation, runDir } = document;
  const analysis = JSON.parse(readFileSync(join(runDir, 'analysis.json'), 'utf8'));
  return {
    code,
    seconds: Math.round((performance.now() - begin) / 1000),
    runDir: basename(runDir),
    runs: analysis.recordings.length,
    recommendation,
    leak: analysis.leak,
    fileBytes: analysis.recordings.map((recording) => recording.startupFileBytes),
  };
}

/** The replays start the workload's own command, so a scenario for containers alone has none. */
function startsHere(plan) {
  return existsSync(plan) && /^ {2}local:/m.test(readFileSync(plan, 'utf8'));
}

function folders() {
  const below = (path, kind) =>
    readdirSync(join(root, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && startsHere(join(root, path, entry.name, 'plan.yaml')))
      .map((entry) => ({ kind, name: entry.name, folder: join(root, path, entry.name) }));
  return [...below('test/workloads', 'known'), ...below('scenarios', 'scenario')];
}

function truthOf(folder) {
  const path = join(folder, 'truth.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

function inMebibytes(bytes) {
  return bytes === null || bytes === undefined ? '-' : String(Math.round(bytes / mebibyte));
}

function row(name, truth, run, replayed) {
  const { status, verification, containers, interim } = run.recommendation;
  const { needBytes, marginBytes, marginKind, limitBytes, surviveBytes } = containers[0]?.memory ?? {};
  const slack = limitBytes && truth.needBytes ? `${Math.round((100 * (limitBytes - truth.needBytes)) / limitBytes)} %` : '-';
  const failed = verification.highestFailed ? `${inMebibytes(verification.highestFailed.limitBytes)}: ${verification.highestFailed.how.slice(0, 60)}` : 'none';
  const outcome = replayed
    ? `${replayed.kills} kills, ${replayed.passed}/${replayed.runs} passed`
    : interim
      ? `interim ${inMebibytes(interim.limitBytes)}, restart every ${interim.restartEveryHours.toFixed(2)} h`
      : '-';
  const cells = [
    name,
    status,
    inMebibytes(truth.needBytes),
    inMebibytes(needBytes),
    inMebibytes(surviveBytes),
    `${inMebibytes(marginBytes)} ${marginKind ?? ''}`,
    inMebibytes(limitBytes),
    slack,
    run.runs,
    `${run.seconds} s`,
    outcome,
    failed,
  ];
  return `| ${cells.join(' | ')} |`;
}

async function measure({ name, folder }, take) {
  const run = await pool.unit(`${name}-run-${take}`, () => recommended(folder));
  const limitBytes = run.recommendation.containers[0]?.memory.limitBytes;
  const verified = run.recommendation.status === 'verified' && limitBytes;
  const replayed = verified
    ? await pool.unit(
        `${name}-replay-${take}`,
        async () =>
          (await lastDocument(process.execPath, [join(root, 'scripts/evidence/replay-limit.mjs'), folder, String(limitBytes), String(replays)])).document,
      )
    : undefined;
  return row(take === 1 ? name : `${name} (take ${take})`, truthOf(folder), run, replayed);
}

const again = process.argv.flatMap((arg, index, all) => (all[index - 1] === '--again' ? [arg] : []));
const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('--') && !again.includes(arg));
console.log(`MiB; replays: ${replays} runs of the whole ladder at the recommended limit by scripts/evidence/replay-limit.mjs\n`);
console.log('| workload | status | known need | found need | survives | margin | limit | slack | runs | wall | replayed | highest that failed |');
console.log('|---|---|---|---|---|---|---|---|---|---|---|---|');
for (const one of folders()) {
  if (wanted.length + again.length > 0 && !wanted.includes(one.name) && !again.includes(one.name)) continue;
  if (!again.includes(one.name)) console.log(await measure(one, 1));
  else for (const take of [1, 2]) console.log(await measure(one, take));
}
