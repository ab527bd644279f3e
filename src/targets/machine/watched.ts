import { join } from 'node:path';
import type { WatchedCgroup } from '../../ports/target.ts';
import type { Hierarchy } from './cgroup-mounts.ts';
import type { CgroupSet } from './cgroup-set.ts';

/** Path as the kernel log writes it: from the root of the hierarchy, not of the mount. A root outside our cgroup namespace (`/..`) is unknown. */
export function kernelPathOf(dir: string, { mountPoint, root }: Hierarchy): string {
  const below = dir.slice(mountPoint.length) || '/';
  return root.startsWith('/..') ? below : join(root, below);
}

export function watchedCgroup(container: string, set: CgroupSet, hierarchy: Hierarchy): WatchedCgroup {
  const v2 = set.version === 2;
  return {
    container,
    role: 'workload',
    version: set.version,
    memoryDir: set.memory,
    cpuDir: v2 ? set.memory : set.cpu,
    cpuacctDir: v2 ? undefined : set.cpuacct,
    pressureDir: v2 ? set.memory : set.unified,
    kernelPath: kernelPathOf(set.memory, hierarchy),
  };
}
