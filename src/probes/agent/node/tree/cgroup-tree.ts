import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where the controllers are, seen from a folder like /sys/fs/cgroup. On v2 all are the same folder. */
export interface CgroupTree {
  readonly version: 1 | 2;
  readonly memory: string;
  readonly cpu: string | undefined;
  readonly cpuacct: string | undefined;
  /** Where `*.pressure` is; on v1 the unified hierarchy of a hybrid host, where there is one. */
  readonly pressure: string | undefined;
  /** Whether anything may be written there; that nothing is mounted read-only says little. */
  readonly writable: boolean;
}

/** Throws where no memory controller is: nothing can be measured there. */
export function openCgroupTree(root: string, writable: boolean): CgroupTree {
  const memory = join(root, 'memory');
  if (existsSync(join(memory, 'memory.usage_in_bytes'))) {
    const mounted = (name: string) => (existsSync(join(root, name, 'cgroup.procs')) ? join(root, name) : undefined);
    return { version: 1, memory, cpu: mounted('cpu'), cpuacct: mounted('cpuacct'), pressure: mounted('unified'), writable };
  }
  if (existsSync(join(root, 'cgroup.controllers'))) return { version: 2, memory: root, cpu: root, cpuacct: undefined, pressure: root, writable };
  throw new Error(`${root} holds no memory controller: neither memory/memory.usage_in_bytes (cgroup v1) nor cgroup.controllers (v2)`);
}
