import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findProgram, privateCopy } from './cold-files.mjs';

/** Programs worth a private copy: scripts of a shell would lead to an interpreter that everything shares. */
const copied = ['node'];

/** TMPFS_MAGIC of linux/magic.h. */
const tmpfs = 0x01021994;

/** A folder on a disk: pages of a file in memory are never evicted, so nothing there can be made cold. */
function makeScratchDir() {
  if (statfsSync(tmpdir()).type === tmpfs) throw new Error(`${tmpdir()} lies in memory: set TMPDIR to a folder on a disk`);
  return mkdtempSync(join(tmpdir(), 'highwater-truth-'));
}

function findK6() {
  return process.env.K6 ?? findProgram('k6');
}

function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/**
 * What all runs of one plan share: a signal that Ctrl-C aborts, a scratch folder, a private copy of the plan's program, and the files that are made cold before each.
 * Throws when k6 or the program is missing. `K6` names the generator where it is not on PATH.
 */
export function prepare(plan, { env = {}, seed = 1, peakOnly = false } = {}) {
  const k6 = findK6();
  const scratchDir = makeScratchDir();
  const [word] = plan.local.command;
  const programs = copied.includes(word) ? { [word]: privateCopy(findProgram(word), scratchDir) } : {};
  const listed = (plan.local.files ?? []).flatMap((file) => filesBelow(resolve(plan.folder, file)));
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => controller.abort(new Error(`stopped by ${name}`)));
  let runs = 0;
  return {
    k6,
    signal: controller.signal,
    env,
    seed,
    peakOnly,
    scratchDir,
    programs,
    /** Grows by what each run is seen to map. */
    coldFiles: new Set([...Object.values(programs), ...listed]),
    readyTimeoutMs: plan.readyTimeoutMs,
    /** Numbers the runs, from 1. */
    nextRun: () => {
      runs += 1;
      return runs;
    },
    runsMade: () => runs,
    dispose: () => rmSync(scratchDir, { recursive: true, force: true }),
  };
}
