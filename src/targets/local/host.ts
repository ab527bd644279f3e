import type { BackoffPolicy } from '../machine/backoff.ts';
import type { Hierarchy } from '../machine/cgroup-mounts.ts';
import type { CgroupSet } from '../machine/cgroup-set.ts';
import type { Tools } from '../machine/tools.ts';
import type { ColdCache } from './cold-cache/cold-cache.ts';

/** What every deploy of one environment shares. */
export interface Host {
  /** The caller's environment variables. */
  readonly env: NodeJS.ProcessEnv;
  readonly tools: Tools & { readonly sh: string };
  readonly uid: number;
  readonly gid: number;
  /** The run's cgroup; instances are its children. */
  readonly runCgroup: CgroupSet;
  readonly memoryHierarchy: Hierarchy;
  /** State folder of the run. */
  readonly folder: string;
  readonly coldCache: ColdCache;
  readonly workloadCores: readonly number[] | undefined;
  readonly swapTotalBytes: number;
  readonly availableBytes: number;
  readonly backoff: BackoffPolicy;
}
