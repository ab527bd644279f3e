import { mkdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesOf, readKey } from '../machine/cgroup-files.ts';
import { type CgroupSet, createSet, joinFiles } from '../machine/cgroup-set.ts';
import type { WorkloadLog } from '../machine/workload-log.ts';
import { applyLimits, type LimitGap, type Limits, oomKillFile } from './cgroup-limits.ts';
import { killProcesses } from './kill-processes.ts';
import { type LaunchedProcess, launch, type ProcessEnd } from './launch.ts';
import type { LaunchSpec } from './launch-command.ts';
import { reclaimCache } from './reclaim-cache.ts';
import { removeCgroup } from './remove-cgroup.ts';

/** Output in flight when the last process dies; a process that left the cgroup may hold the pipe for ever. */
const outputGraceMs = 500;

/** One start of the workload: a limited cgroup, a fresh state folder, and the main process once launched. */
export class ContainerStart {
  readonly cgroup: CgroupSet;
  readonly stateFolder: string;
  readonly gaps: readonly LimitGap[];
  #process: LaunchedProcess | undefined;

  constructor(cgroup: CgroupSet, stateFolder: string, limits: Limits, swapTotalBytes: number) {
    this.cgroup = cgroup;
    this.stateFolder = stateFolder;
    createSet(cgroup);
    mkdirSync(stateFolder, { recursive: true });
    this.gaps = applyLimits(cgroup, limits, swapTotalBytes);
  }

  async launch(spec: Omit<LaunchSpec, 'joinFiles'>, cwd: string, log: WorkloadLog): Promise<LaunchedProcess> {
    this.#process = await launch({ ...spec, joinFiles: joinFiles(this.cgroup) }, cwd, log);
    return this.#process;
  }

  /** Beside the state folder, which is the workload's own. */
  get heapFolder(): string {
    return `${this.stateFolder}-heap`;
  }

  get processes(): number[] {
    return processesOf(this.cgroup.memory);
  }

  /** OOM kills of this start so far, any process of it. */
  get oomKills(): number {
    return readKey(oomKillFile(this.cgroup), 'oom_kill') ?? 0;
  }

  /** Ends every process; the cgroup stays for its counters. Resolves with how the main process ended, undefined if it never ran. */
  async kill(): Promise<ProcessEnd | undefined> {
    await killProcesses(this.cgroup);
    const end = await this.#process?.ended;
    if (this.#process) await Promise.race([this.#process.silent, sleep(outputGraceMs)]);
    return end;
  }

  reclaim(): Promise<void> {
    return reclaimCache(this.cgroup);
  }

  /** After `kill`: gives back the cache, then the cgroup and the state folder. */
  async remove(): Promise<void> {
    await reclaimCache(this.cgroup);
    await removeCgroup(this.cgroup);
    for (const folder of [this.stateFolder, this.heapFolder]) rmSync(folder, { recursive: true, force: true });
  }
}
