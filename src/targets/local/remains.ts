import { existsSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Remains } from '../../ports/target.ts';
import { subdirectoriesOf } from '../../shared/subdirectories.ts';
import { type CgroupSet, childOf, directoriesOf } from '../machine/cgroup-set.ts';
import { isAlive, lineageOf, markedOwner } from '../machine/owner.ts';
import { restoreBase } from './hand-down.ts';
import { killProcesses } from './kill-processes.ts';
import { runnerLeaf } from './place.ts';
import { reclaimCache } from './reclaim-cache.ts';
import { removeCgroup } from './remove-cgroup.ts';
import { bootId, knownRuns, readRunState, runFolder } from './run-state.ts';

export const runPrefix = 'highwater-';

/** What a dead run left: its cgroup, where one is still there, and its state folder. */
interface LeftRun {
  readonly runId: string;
  readonly cgroup: CgroupSet | undefined;
  readonly folder: string;
}

function isOurs(set: CgroupSet): boolean {
  return directoriesOf(set).every((dir) => basename(dir).startsWith(runPrefix) && basename(dir) !== runnerLeaf);
}

function present(set: CgroupSet): boolean {
  return directoriesOf(set).some((dir) => existsSync(join(dir, 'cgroup.procs')));
}

function leftByFolder(stateDir: string): LeftRun[] {
  return knownRuns(stateDir).flatMap((runId) => {
    const folder = runFolder(stateDir, runId);
    const state = readRunState(folder);
    if (!state || (state.bootId === bootId() && isAlive(state))) return [];
    const cgroup = isOurs(state.cgroup) && present(state.cgroup) ? state.cgroup : undefined;
    return [{ runId, cgroup, folder }];
  });
}

/** Run cgroups whose mark names a dead owner; a directory without a mark was not made here and is left alone. */
function leftByMark(stateDir: string, base: CgroupSet): LeftRun[] {
  return subdirectoriesOf(base.memory).flatMap((dir) => {
    const owner = basename(dir).startsWith(runPrefix) ? markedOwner(dir) : undefined;
    if (!owner || isAlive(owner)) return [];
    const runId = basename(dir).slice(runPrefix.length);
    return [{ runId, cgroup: childOf(base, basename(dir)), folder: runFolder(stateDir, runId) }];
  });
}

function leftRuns(stateDir: string, base: CgroupSet | undefined): LeftRun[] {
  const byFolder = leftByFolder(stateDir);
  const known = new Set(byFolder.map(({ runId }) => runId));
  const byMark = base ? leftByMark(stateDir, base).filter(({ runId }) => !known.has(runId)) : [];
  return [...byFolder, ...byMark];
}

export function findLeftRuns(stateDir: string, base: CgroupSet | undefined): Remains[] {
  return leftRuns(stateDir, base).map(({ runId, cgroup, folder }) => ({
    runId,
    what: [cgroup && `cgroup ${cgroup.memory}`, existsSync(folder) && `folder ${folder}`].filter(Boolean).join(' and '),
  }));
}

/** Ends every process of a run's cgroup and removes it with its cache. */
export async function removeRunCgroup(set: CgroupSet): Promise<void> {
  await killProcesses(set);
  for (const instance of subdirectoriesOf(set.memory)) {
    for (const start of subdirectoriesOf(instance)) await reclaimCache({ version: set.version, memory: start });
  }
  await removeCgroup(set);
  if (set.version === 2) restoreBase(dirname(set.memory), lineageOf(process.pid));
}

/** Removes what `findLeftRuns` named, looked up again: a run that came alive in between is spared. */
export async function removeLeftRuns(stateDir: string, base: CgroupSet | undefined, runIds: readonly string[]): Promise<void> {
  for (const { runId, cgroup, folder } of leftRuns(stateDir, base)) {
    if (!runIds.includes(runId)) continue;
    if (cgroup) await removeRunCgroup(cgroup);
    rmSync(folder, { recursive: true, force: true });
  }
}
