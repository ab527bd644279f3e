import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { HighwaterError } from '../../shared/errors.ts';
import { subdirectoriesOf } from '../../shared/subdirectories.ts';
import { readText, tryWrite } from '../machine/cgroup-files.ts';
import { type CgroupSet, createSet } from '../machine/cgroup-set.ts';
import { handDownControllers, handedDown } from '../machine/hand-down-controllers.ts';
import { isTrueRoot, runnerLeaf } from './place.ts';

/** A cgroup whose children will be limited. It carries no limit itself. */
export function createParent(set: CgroupSet): void {
  createSet(set);
  if (set.version === 2) handDownControllers(set.memory);
}

function ownPidsIn(dir: string, lineage: readonly number[]): number[] {
  const pids = (readText(join(dir, 'cgroup.procs')) ?? '').split('\n').map(Number);
  return pids.filter((pid) => lineage.includes(pid));
}

function movePids(pids: readonly number[], dir: string): void {
  for (const pid of pids) tryWrite(join(dir, 'cgroup.procs'), String(pid));
}

/**
 * Makes a v2 cgroup able to limit its children. Where it holds processes, those of our own lineage move into a leaf; others are never touched.
 * Throws `environment-missing` when foreign processes keep it from handing down memory; then everything is as it was.
 */
export function prepareBase(dir: string, lineage: readonly number[]): void {
  let refused = handDownControllers(dir);
  if (refused === 'EBUSY' && !isTrueRoot(dir)) {
    const leaf = join(dir, runnerLeaf);
    if (!existsSync(leaf)) mkdirSync(leaf);
    movePids(ownPidsIn(dir, lineage), leaf);
    refused = handDownControllers(dir);
  }
  if (!refused) return;
  const others = (readText(join(dir, 'cgroup.procs')) ?? '').trim().split('\n').join(', ');
  restoreBase(dir, lineage);
  throw new HighwaterError(
    'environment-missing',
    `${dir} cannot hand the memory controller down (${refused})${others ? `: it holds processes ${others}` : ''}`,
    {
      hint: 'start highwater in a cgroup of its own: systemd-run --user --scope -p Delegate=yes highwater ...',
    },
  );
}

/** Undoes `prepareBase` once no run is left below: the runner goes back and the leaf is removed. Best effort, a leaf in use stays. */
export function restoreBase(dir: string, lineage: readonly number[]): void {
  const leaf = join(dir, runnerLeaf);
  if (!existsSync(leaf)) return;
  if (subdirectoriesOf(dir).some((child) => child !== leaf)) return;
  for (const controller of handedDown(dir)) tryWrite(join(dir, 'cgroup.subtree_control'), `-${controller}`);
  movePids(ownPidsIn(leaf, lineage), dir);
  try {
    rmdirSync(leaf);
  } catch {
    // Somebody else of this scope is still in it.
  }
}
