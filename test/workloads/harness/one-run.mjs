import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeCgroup } from './cgroup.mjs';
import { evict } from './cold-files.mjs';
import { startK6 } from './k6-run.mjs';
import { mappedFiles } from './mapped-files.mjs';
import { freePort, startServer, untilReady } from './server-process.mjs';

const watchEveryMs = 50;
/** What of the caller's environment a workload needs; the rest would make its memory depend on who started it. */
const passedOn = ['PATH', 'HOME', 'LANG'];

function fill(text, values) {
  return text.replaceAll(/\{(port|state)\}/g, (_, key) => values[key]);
}

function launchOf(plan, setup, values) {
  const { command, env, url, ready } = plan.local;
  const filled = command.map((word) => fill(word, values));
  const own = Object.fromEntries(Object.entries({ ...env, ...setup.env }).map(([key, value]) => [key, fill(String(value), values)]));
  const inherited = Object.fromEntries(passedOn.map((key) => [key, process.env[key] ?? '']));
  const base = fill(url, values);
  return {
    command: filled.map((word, index) => (index === 0 ? (setup.programs[word] ?? word) : word)),
    env: { ...inherited, ...own },
    url: base,
    readyUrl: base + (ready ?? '/'),
  };
}

/** Ends the load at the first kill or death: what follows a death is not a measurement. */
async function drive(plan, setup, launch, server, group, workDir) {
  await sleep(plan.idleMs);
  const rates = setup.peakOnly ? [plan.peak] : [...plan.levels].sort((a, b) => a - b);
  const { holdMs, timeoutMs, script } = plan;
  const load = startK6({ k6: setup.k6, script, url: launch.url, rates, holdMs, timeoutMs, seed: setup.seed, workDir });
  let over = false;
  const ended = load.ended.finally(() => {
    over = true;
  });
  while (!over && group.kills() === 0 && !server.exit() && !setup.signal.aborted) await Promise.race([ended, sleep(watchEveryMs)]);
  if (!over) load.stop();
  return ended;
}

function failureOf(plan, run) {
  if (run.kills > 0) return 'killed';
  if (run.exit) return 'died';
  if (!run.ready) return 'never ready';
  if (run.requests === 0) return `no request was made: ${run.log}`;
  if (run.failedRequests > 0) return 'failed requests';
  if (run.droppedIterations > 0) return 'dropped iterations';
  if (plan.p99MaxMs !== undefined && run.p99Ms > plan.p99MaxMs) return 'too late';
  return undefined;
}

async function inside(plan, setup, group, workDir, limitBytes) {
  const values = { port: await freePort(), state: join(workDir, 'state') };
  mkdirSync(values.state);
  const launch = launchOf(plan, setup, values);
  for (const file of setup.coldFiles) if (existsSync(file)) evict(file);
  const begin = performance.now();
  const server = startServer({ group, ...launch, cwd: plan.folder });
  const ready = await untilReady({ url: launch.readyUrl, timeoutMs: setup.readyTimeoutMs, server });
  const startupMs = Math.round(performance.now() - begin);
  const startup = { anonBytes: group.anonBytes(), fileBytes: group.fileBytes() };
  const counted = ready ? await drive(plan, setup, launch, server, group, workDir) : {};
  const { log: k6Log, ...load } = counted;
  const after = { kills: group.kills(), exit: server.exit() ?? null, peakBytes: group.peakBytes(), anonBytes: group.anonBytes(), fileBytes: group.fileBytes() };
  const run = { limitBytes, ready, startupMs, startup, ...load, ...after };
  const failure = failureOf(plan, { ...run, log: k6Log });
  return { ...run, pass: failure === undefined, ...(failure && { failure }), log: server.log() };
}

/** One fresh instance at a limit in bytes, cold, under the plan's load. Leaves no process, cgroup or file behind; throws when aborted. */
export async function runOnce(plan, setup, limitBytes) {
  const workDir = mkdtempSync(join(setup.scratchDir, 'run-'));
  const name = `highwater-truth-${process.pid}-${setup.nextRun()}`;
  const group = makeCgroup({ name, limitBytes, cpuMillicores: plan.cpuMillicores, groupKill: !plan.local.singleProcessOOMKill });
  try {
    const run = await inside(plan, setup, group, workDir, limitBytes);
    for (const file of mappedFiles(group.pids())) if (!file.startsWith(workDir)) setup.coldFiles.add(file);
    setup.signal.throwIfAborted();
    return run;
  } finally {
    await group.remove();
    rmSync(workDir, { recursive: true, force: true });
  }
}
