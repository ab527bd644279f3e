import { mkdirSync, rmdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readText, tryWrite } from '../machine/cgroup-files.ts';
import type { CgroupMounts, Hierarchy } from '../machine/cgroup-mounts.ts';
import { findCgroupMounts } from '../machine/cgroup-mounts.ts';
import { type CgroupSet, directoriesOf } from '../machine/cgroup-set.ts';
import { handDownControllers } from '../machine/hand-down-controllers.ts';
import type { Mount } from '../machine/mountinfo.ts';

const hierarchies = ['memory', 'cpu', 'cpuacct', 'pids', 'unified'] as const;

/** Where Docker puts containers unless its daemon or the caller says otherwise: daemon/oci_linux.go, `cgroupsPath`. */
const defaultParent = { cgroupfs: '/docker', systemd: '/system.slice' } as const;

export type CgroupDriver = keyof typeof defaultParent;

function leafOf(driver: CgroupDriver, id: string): string {
  return driver === 'systemd' ? `docker-${id}.scope` : id;
}

/** The same path below the root of every hierarchy that is mounted here. */
function setAt(mounts: CgroupMounts, dirOf: (hierarchy: Hierarchy) => string | undefined): CgroupSet | undefined {
  const found = hierarchies.flatMap((name) => {
    const dir = mounts[name] && dirOf(mounts[name]);
    return dir === undefined ? [] : [[name, dir] as const];
  });
  const dirs = Object.fromEntries(found) as Omit<CgroupSet, 'version'>;
  return dirs.memory === undefined ? undefined : { version: mounts.version, ...dirs };
}

/** Finds the cgroups of containers of an engine on this kernel, before they run and while they do. */
export class ContainerCgroups {
  readonly mounts: CgroupMounts;
  readonly #driver: CgroupDriver;
  readonly #allMounts: readonly Mount[];
  #parent: string;

  constructor(driver: CgroupDriver, mounts: CgroupMounts, allMounts: readonly Mount[]) {
    this.mounts = mounts;
    this.#driver = driver;
    this.#allMounts = allMounts;
    this.#parent = defaultParent[driver];
  }

  /** Where the container's cgroup will be, by where the last one was. */
  predict(id: string): CgroupSet {
    const below = join(this.#parent, leafOf(this.#driver, id));
    return setAt(this.mounts, ({ mountPoint }) => join(mountPoint, below)) as CgroupSet;
  }

  /** Where a process is. Undefined when it is gone, or of a PID namespace that is not seen from here. */
  actual(pid: number, id: string): CgroupSet | undefined {
    const text = pid > 0 ? readText(`/proc/${pid}/cgroup`) : undefined;
    const seen = text === undefined ? undefined : findCgroupMounts(this.#allMounts, text);
    const set = seen && setAt(seen, ({ ownDir }) => ownDir);
    if (!set || basename(set.memory) !== leafOf(this.#driver, id)) return undefined;
    this.#parent = dirname(set.memory.slice(this.mounts.memory.mountPoint.length)) || '/';
    return set;
  }
}

function makeV2(dir: string, mountPoint: string): void {
  const parent = dirname(dir);
  const above = parent.slice(mountPoint.length).split('/').filter(Boolean);
  let here = mountPoint;
  for (const name of above) {
    handDownControllers(here);
    here = join(here, name);
    mkdirSync(here, { recursive: true });
  }
  handDownControllers(here);
  mkdirSync(dir, { recursive: true });
}

export interface CgroupLimits {
  readonly limitBytes: number;
  /** v2: an OOM kill takes the whole container. */
  readonly groupKill: boolean;
}

/**
 * Makes the cgroup of a container that was created and does not run: runc takes one that is there and empty (libcontainer, factory_linux.go), so it can be
 * watched before the first process is in it. False where this user may not; then it is there only once the container starts.
 */
export function makeContainerCgroup(set: CgroupSet, mounts: CgroupMounts, { limitBytes, groupKill }: CgroupLimits): boolean {
  try {
    if (set.version === 2) makeV2(set.memory, mounts.memory.mountPoint);
    else for (const dir of directoriesOf(set)) mkdirSync(dir, { recursive: true });
  } catch {
    return false;
  }
  // The engine sets the same again when the container starts.
  tryWrite(join(set.memory, set.version === 1 ? 'memory.limit_in_bytes' : 'memory.max'), String(limitBytes));
  // As a kubelet sets it; the engine leaves it alone.
  if (set.version === 2 && groupKill) tryWrite(join(set.memory, 'memory.oom.group'), '1');
  return true;
}

/** Removes what `makeContainerCgroup` made and no container came to use. */
export function removeUnusedCgroup(set: CgroupSet): void {
  for (const dir of directoriesOf(set)) {
    try {
      rmdirSync(dir);
    } catch {
      // In use, or runc removed it with its container.
    }
  }
}
