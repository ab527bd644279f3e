import { accessSync, constants, existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readText } from '../machine/cgroup-files.ts';
import type { CgroupMounts, Hierarchy } from '../machine/cgroup-mounts.ts';
import type { CgroupSet } from '../machine/cgroup-set.ts';

/** The leaf into which the runner moves, so that its own cgroup may hand controllers down (v2: no processes in inner cgroups). */
export const runnerLeaf = 'highwater-runner';

export interface Missing {
  readonly what: string;
  readonly hint: string;
}

export type Place = { readonly base: CgroupSet } | { readonly missing: Missing };

const elsewhere = 'use --target docker or --target kind';

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Root starts at the top that is visible; anybody else at the own cgroup, seen from above the leaf that an earlier call moved into. */
function startingPoint(hierarchy: Hierarchy | undefined, uid: number): string | undefined {
  if (!hierarchy) return undefined;
  if (uid === 0) return hierarchy.mountPoint;
  const own = hierarchy.ownDir;
  return own !== undefined && basename(own) === runnerLeaf ? dirname(own) : own;
}

function placeV1(mounts: CgroupMounts, uid: number): Place {
  const memory = startingPoint(mounts.memory, uid);
  if (memory === undefined || !writable(memory)) {
    const what = `cgroup v1 for memory (${mounts.memory.mountPoint}) without a directory that this user may write to`;
    return { missing: { what, hint: `run as root, or ${elsewhere}` } };
  }
  const base: Record<string, string> = { memory };
  for (const name of ['cpu', 'cpuacct', 'pids', 'unified'] as const) {
    const dir = startingPoint(mounts[name], uid);
    if (dir !== undefined && writable(dir)) base[name] = dir;
  }
  return { base: { version: 1, ...base } as CgroupSet };
}

function placeV2(mounts: CgroupMounts, uid: number): Place {
  const dir = startingPoint(mounts.memory, uid);
  const needed = dir === undefined ? [] : [dir, join(dir, 'cgroup.procs'), join(dir, 'cgroup.subtree_control')];
  if (dir === undefined || !needed.every(writable)) {
    const what = `a cgroup that is delegated to this user (${dir ?? 'the own one is not visible'} cannot be written)`;
    return {
      missing: {
        what,
        hint:
          uid === 0 ? `mount the cgroup file system writable, or ${elsewhere}` : `systemd-run --user --scope -p Delegate=yes highwater ..., or ${elsewhere}`,
      },
    };
  }
  if (!readText(join(dir, 'cgroup.controllers'))?.split(/\s+/).includes('memory')) {
    return { missing: { what: `the memory controller in ${dir}`, hint: `delegate it (systemd: Delegate=memory cpu pids), or ${elsewhere}` } };
  }
  return { base: { version: 2, memory: dir } };
}

/** Where run cgroups may be made, or what is missing for that. Looks only, changes nothing. */
export function findPlace(mounts: CgroupMounts | undefined, uid: number): Place {
  if (!mounts) return { missing: { what: 'a cgroup file system with the memory controller', hint: elsewhere } };
  return mounts.version === 1 ? placeV1(mounts, uid) : placeV2(mounts, uid);
}

/** A v2 directory that is the true root of the hierarchy: it alone has no cgroup.type, and may hold processes beside children. */
export function isTrueRoot(dir: string): boolean {
  return !existsSync(join(dir, 'cgroup.type'));
}
