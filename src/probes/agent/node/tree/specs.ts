import { existsSync } from 'node:fs';
import type { WatchedSpec } from '../../../sampler/watched-cgroup.ts';
import type { CgroupTree } from './cgroup-tree.ts';

interface Place {
  readonly dir: string;
  readonly podUid?: string;
  readonly containerId?: string;
  readonly fresh: boolean;
}

/** A container's cgroup. Until the runner knows the name, the container is called by its ID. */
export function containerSpec(tree: CgroupTree, { dir, podUid, containerId = '', fresh }: Place): WatchedSpec {
  const path = dir.slice(tree.memory.length);
  const inTree = (mount: string | undefined) => (mount === undefined ? undefined : mount + path);
  const pressureDir = inTree(tree.pressure);
  return {
    container: containerId,
    role: 'workload',
    version: tree.version,
    memoryDir: dir,
    cpuDir: inTree(tree.cpu),
    cpuacctDir: tree.version === 1 ? inTree(tree.cpuacct) : undefined,
    // On a hybrid host the unified twin is there only where systemd made it.
    pressureDir: pressureDir !== undefined && existsSync(pressureDir) ? pressureDir : undefined,
    kernelPath: path,
    podUid,
    containerId,
    fresh,
    mayReset: tree.writable,
  };
}

/** The pod's own cgroup, or one above it, which belongs to no pod. */
export function ancestorSpec(tree: CgroupTree, { dir, podUid, fresh }: Place): WatchedSpec {
  return {
    container: '',
    role: 'ancestor',
    version: tree.version,
    memoryDir: dir,
    cpuDir: undefined,
    pressureDir: undefined,
    kernelPath: dir.slice(tree.memory.length),
    podUid,
    fresh,
    mayReset: tree.writable,
  };
}
