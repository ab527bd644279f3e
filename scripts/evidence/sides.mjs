// The same plan on local, docker and kind, one after the other on this machine: the needs side by side, and what differs where they do.
// Usage: npm run evidence -- sides [TARGET or RUN DIRECTORY...] [--scenario scenarios/quickstart] [--take 1]; a take is a whole new set of runs.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../with-node.mjs';
import { ownPool } from './pool.mjs';

const mebibyte = 1024 ** 2;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { scenario: { type: 'string', default: 'scenarios/quickstart' }, take: { type: 'string', default: '1' } },
});
const pool = ownPool();
const targets = positionals.length > 0 ? positionals : ['local', 'docker', 'kind'];

/** The run directory that a whole run names in its one document; what it says to people is shown. */
function runOn(target) {
  const args = [join(root, 'bin/highwater'), 'run', values.scenario, '--target', target, '--json', '--out', join(pool.dir, 'runs')];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => (text === '' ? reject(new Error(`${target} ended with ${code}`)) : resolve(JSON.parse(text).runDir)));
  });
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? null;

/** The phase with the heaviest load of each recording at the loose limit. */
function peaksOf(recordings) {
  return recordings.map(({ phases }) => phases.reduce((most, phase) => ((phase.offeredRate ?? 0) > (most.offeredRate ?? 0) ? phase : most)));
}

function figuresOf(runDir) {
  const read = (name) => JSON.parse(readFileSync(join(runDir, name), 'utf8'));
  const [{ recordings, quality }, { status, containers, replays }] = [read('analysis.json'), read('recommendation.json')];
  const { needBytes, surviveBytes, limitBytes } = containers[0].memory;
  const loose = recordings.filter(({ purpose }) => purpose === 'record');
  const peaks = peaksOf(loose);
  const failed = replays.filter(({ purpose, outcome }) => purpose !== 'overload' && outcome !== 'pass').map((replay) => replay.limitBytes);
  return {
    runDir: basename(runDir),
    status,
    runs: recordings.length,
    bytes: {
      need: needBytes,
      limit: limitBytes,
      survives: surviveBytes,
      'highest that failed': failed.length > 0 ? Math.max(...failed) : null,
      'watermark, no binding limit': median(loose.map(({ peakBytes }) => peakBytes.watermark)),
      'not reclaimable at peak': median(peaks.map(({ peakBytes }) => peakBytes.hardPart)),
      'not reclaimable when idle': median(loose.map(({ phases }) => phases.find(({ name }) => name === 'idle')?.medianHardBytes)),
      'file cache when ready': median(loose.map(({ startupFileBytes }) => startupFileBytes)),
    },
    others: {
      'in flight at peak': median(peaks.map(({ concurrency }) => concurrency))?.toFixed(1) ?? '-',
      'p99 at peak, ms': median(peaks.map(({ p99Ms }) => p99Ms))?.toFixed(0) ?? '-',
      'machine busy at peak': `${(100 * (median(peaks.map(({ hostBusyShare }) => hostBusyShare)) ?? 0)).toFixed(0)} %`,
      'samples missed': `${quality.ticksMissed} of ${quality.ticksDue}`,
    },
  };
}

/** A run that was made before is judged as it lies there. */
async function sideOf(targetOrRun) {
  if (targetOrRun.includes('/')) return { target: JSON.parse(readFileSync(join(targetOrRun, 'run.json'), 'utf8')).target, ...figuresOf(targetOrRun) };
  const figures = await pool.unit(`${basename(values.scenario)}-${targetOrRun}-${values.take}`, async () => figuresOf(await runOn(targetOrRun)));
  return { target: targetOrRun, ...figures };
}

const done = [];
for (const each of targets) done.push(await sideOf(each));

const first = done[0];
const row = (name, cells) => console.log(`| ${[name, ...cells].join(' | ')} |`);

/** MiB, and how far it is from the first target's where that is more than a tenth. */
function cell(bytes, reference) {
  if (bytes === null || bytes === undefined) return '-';
  const off = reference ? (bytes - reference) / reference : 0;
  const apart = Math.abs(off) > 0.1 ? ` (**${off > 0 ? '+' : '-'}${Math.abs(100 * off).toFixed(0)} %**)` : '';
  return `${(bytes / mebibyte).toFixed(bytes % mebibyte === 0 ? 0 : 1)}${apart}`;
}

console.log(`MiB; medians of the recordings at the loose limit; in brackets what is more than 10 % from ${first.target}\n`);
row(
  'what',
  done.map(({ target }) => target),
);
row(
  '---',
  done.map(() => '---'),
);
for (const name of Object.keys(first.bytes)) {
  row(
    name,
    done.map(({ bytes }) => cell(bytes[name], first.bytes[name])),
  );
}
for (const name of Object.keys(first.others)) {
  row(
    name,
    done.map(({ others }) => others[name]),
  );
}
row(
  'verdict and runs',
  done.map(({ status, runs }) => `${status}, ${runs}`),
);
