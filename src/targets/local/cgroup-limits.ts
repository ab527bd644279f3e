import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HighwaterError } from '../../shared/errors.ts';
import { tryWrite } from '../machine/cgroup-files.ts';
import type { CgroupSet } from '../machine/cgroup-set.ts';

export interface Limits {
  readonly limitBytes: number;
  readonly cpuMillicores: number;
  /** v2: an OOM kill takes the whole cgroup, as a kubelet sets it (memory.oom.group, since Kubernetes 1.28). */
  readonly groupKill: boolean;
}

/** What a limit could not be set for, in words; memory itself is not among them, it is required. */
export type LimitGap = { readonly code: string; readonly text: string };

/** CFS period of kubelet and container runtimes (kubelet `--cpu-cfs-quota-period` default 100 ms). */
const cpuPeriodUs = 100_000;
/** The kernel refuses quotas below 1 ms (kernel/sched/core.c, min_cfs_quota_period). */
const minQuotaUs = 1000;

function quotaUs(cpuMillicores: number): number {
  return Math.max(minQuotaUs, Math.round((cpuMillicores * cpuPeriodUs) / 1000));
}

function mustWrite(path: string, value: string): void {
  const failure = tryWrite(path, value);
  if (failure) throw new HighwaterError('target-failed', `${path} did not take ${value}: ${failure}`, { hint: 'highwater doctor' });
}

function limitSwap(file: string, value: string, swapTotalBytes: number): LimitGap[] {
  const failure = tryWrite(file, value);
  if (!failure || swapTotalBytes === 0) return [];
  return [{ code: 'swap-escape', text: `memory of the workload may go to swap, which hides how much it needs: ${file} cannot be set (${failure})` }];
}

function limitCpu(writes: readonly (readonly [file: string, value: string])[], cpuMillicores: number): LimitGap[] {
  for (const [file, value] of writes) {
    const failure = tryWrite(file, value);
    if (failure) return [{ code: 'cpu-not-limited', text: `the workload runs without its limit of ${cpuMillicores}m CPU: ${file} cannot be set (${failure})` }];
  }
  return [];
}

/**
 * memory + swap must not be below memory, so it comes second; equal to it, nothing is left for swap. Only where there is swap: an equal limit
 * is charged first, and then neither failcnt counts how often it was hit (seen on 6.18).
 */
function closeSwapV1(set: CgroupSet, bytes: string, swapTotalBytes: number): LimitGap[] {
  const memsw = join(set.memory, 'memory.memsw.limit_in_bytes');
  return existsSync(memsw) ? limitSwap(memsw, bytes, swapTotalBytes) : limitSwap(join(set.memory, 'memory.swappiness'), '0', swapTotalBytes);
}

function limitV1(set: CgroupSet, limits: Limits, swapTotalBytes: number): LimitGap[] {
  const bytes = String(limits.limitBytes);
  mustWrite(join(set.memory, 'memory.limit_in_bytes'), bytes);
  const swap = swapTotalBytes === 0 ? [] : closeSwapV1(set, bytes, swapTotalBytes);
  const cpu = set.cpu ?? '';
  const quota = limitCpu(
    [
      [join(cpu, 'cpu.cfs_period_us'), String(cpuPeriodUs)],
      [join(cpu, 'cpu.cfs_quota_us'), String(quotaUs(limits.cpuMillicores))],
    ],
    limits.cpuMillicores,
  );
  return [...swap, ...quota];
}

function limitV2(set: CgroupSet, limits: Limits, swapTotalBytes: number): LimitGap[] {
  mustWrite(join(set.memory, 'memory.max'), String(limits.limitBytes));
  const swap = limitSwap(join(set.memory, 'memory.swap.max'), '0', swapTotalBytes);
  const group = tryWrite(join(set.memory, 'memory.oom.group'), limits.groupKill ? '1' : '0');
  const cpu = limitCpu([[join(set.memory, 'cpu.max'), `${quotaUs(limits.cpuMillicores)} ${cpuPeriodUs}`]], limits.cpuMillicores);
  const noGroup = { code: 'no-group-kill', text: 'this kernel has no memory.oom.group: an OOM kill takes one process, a kubelet would take all' };
  return [...swap, ...(group && limits.groupKill ? [noGroup] : []), ...cpu];
}

/** Limits an empty cgroup. Throws `target-failed` when memory cannot be limited; what else could not be is returned. */
export function applyLimits(set: CgroupSet, limits: Limits, swapTotalBytes: number): LimitGap[] {
  return set.version === 1 ? limitV1(set, limits, swapTotalBytes) : limitV2(set, limits, swapTotalBytes);
}

/** OOM kills in this cgroup so far. On v1 the counter is the victim's own; on v2 it counts everything below. */
export function oomKillFile(set: CgroupSet): string {
  return join(set.memory, set.version === 1 ? 'memory.oom_control' : 'memory.events');
}
