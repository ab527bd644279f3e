import { readdirSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { readText } from '../machine/cgroup-files.ts';
import { type CgroupMounts, findCgroupMounts } from '../machine/cgroup-mounts.ts';
import { meminfoBytes } from '../machine/host-memory.ts';
import { type Mount, parseMountinfo } from '../machine/mountinfo.ts';
import { ContainerCgroups } from './container-cgroup.ts';
import type { EngineInfo } from './engine.ts';

/** What of this machine tells whether it is the engine's. */
export interface LocalFacts {
  readonly kernel: string;
  readonly memoryTotalBytes: number;
  readonly mounts: readonly Mount[];
  readonly cgroupMounts: CgroupMounts | undefined;
  /** The memory hierarchy is seen from its own root, not from inside a container's part of it. */
  readonly atTrueRoot: boolean;
}

/** Only the true root of a hierarchy has release_agent (v1), or lacks cgroup.type (v2; cgroup-v2.rst). */
function isTrueRoot({ version, memory }: CgroupMounts): boolean {
  if (version === 1) return memory.root === '/' && readText(join(memory.mountPoint, 'release_agent')) !== undefined;
  return readdirNames(memory.mountPoint).includes('cgroup.procs') && !readdirNames(memory.mountPoint).includes('cgroup.type');
}

function readdirNames(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

export function localFacts(): LocalFacts {
  const mounts = parseMountinfo(readText('/proc/self/mountinfo') ?? '');
  const cgroupMounts = findCgroupMounts(mounts, readText('/proc/self/cgroup') ?? '');
  return {
    kernel: release(),
    memoryTotalBytes: meminfoBytes(readText('/proc/meminfo') ?? '', 'MemTotal'),
    mounts,
    cgroupMounts,
    atTrueRoot: cgroupMounts !== undefined && isTrueRoot(cgroupMounts),
  };
}

/** Why the kernel's files of the engine's containers cannot be read here; undefined when they can. */
export function outOfReach(info: EngineInfo, facts: LocalFacts): string | undefined {
  const same = info.kernel === facts.kernel && info.memoryTotalBytes === facts.memoryTotalBytes;
  if (!same) return `the engine runs on another kernel (${info.kernel})`;
  if (!facts.cgroupMounts || !facts.atTrueRoot) return 'this process sees only a part of the cgroup tree';
  if (info.cgroupDriver === 'none') return 'the engine manages no cgroups (rootless, cgroup v1)';
  return undefined;
}

/** Where containers of an engine on this kernel are. */
export function cgroupsOf(info: EngineInfo, { cgroupMounts, mounts }: LocalFacts): ContainerCgroups {
  const driver = info.cgroupDriver === 'systemd' ? 'systemd' : 'cgroupfs';
  return new ContainerCgroups(driver, cgroupMounts as CgroupMounts, mounts);
}
