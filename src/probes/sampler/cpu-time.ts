import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KernelFile } from './kernel-file.ts';

/** Cumulative CPU time in microseconds; usageUs is -1 where cpuacct cannot be found. */
export interface CpuTimes {
  readonly usageUs: number;
  readonly periods?: number;
  readonly throttledPeriods?: number;
  readonly throttledUs?: number;
}

export interface CpuDirs {
  readonly version: 1 | 2;
  readonly cpuDir: string;
  /** v1 only: the same cgroup in the cpuacct hierarchy, where that is mounted apart. */
  readonly cpuacctDir: string | undefined;
}

/** CPU time and throttling of one cgroup. On v1 its directories appear one after the other, so what is not there yet is tried again. */
export class CpuReader {
  readonly #dirs: CpuDirs;
  readonly #buffer: Buffer;
  #stat: KernelFile | undefined;
  #usage: KernelFile | undefined;

  constructor(dirs: CpuDirs, buffer: Buffer) {
    this.#dirs = dirs;
    this.#buffer = buffer;
    this.#open();
  }

  /** Undefined when nothing can be read (any more). */
  read(): CpuTimes | undefined {
    this.#open();
    const text = this.#stat?.readText();
    if (this.#dirs.version === 2) {
      return text === undefined ? undefined : { usageUs: counterOf(text, 'usage_usec') ?? -1, ...throttling(text, 'throttled_usec', 1) };
    }
    const usageNs = this.#usage?.readNumber() ?? -1;
    if (usageNs < 0 && text === undefined) return undefined;
    return { usageUs: usageNs < 0 ? -1 : Math.round(usageNs / 1000), ...(text === undefined ? {} : throttling(text, 'throttled_time', 1000)) };
  }

  close(): void {
    this.#stat?.close();
    this.#usage?.close();
  }

  #open(): void {
    this.#stat ??= KernelFile.open(join(this.#dirs.cpuDir, 'cpu.stat'), this.#buffer);
    if (this.#dirs.version === 1) this.#usage ??= KernelFile.open(join(cpuacctDirOf(this.#dirs), 'cpuacct.usage'), this.#buffer);
  }
}

/** Busy and total time of all cores since boot, microseconds, from the first line of /proc/stat. Stolen time counts as busy: nobody here had it. */
export function parseHostCpu(procStat: string): { readonly busyUs: number; readonly totalUs: number } | undefined {
  const line = /^cpu +(.*)/.exec(procStat)?.[1];
  if (line === undefined) return undefined;
  // Guest time (fields 9 and 10) is in user and nice already (proc_stat(5)).
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = line.split(' ').map(Number);
  const busy = user + nice + system + irq + softirq + steal;
  return { busyUs: busy * tickUs, totalUs: (busy + idle + iowait) * tickUs };
}

/** USER_HZ is 100 on every Linux that Node runs on. */
const tickUs = 10_000;

function throttling(text: string, timeKey: string, perUs: number): Omit<CpuTimes, 'usageUs'> {
  const periods = counterOf(text, 'nr_periods');
  const throttledPeriods = counterOf(text, 'nr_throttled');
  const time = counterOf(text, timeKey);
  return {
    ...(periods === undefined ? {} : { periods }),
    ...(throttledPeriods === undefined ? {} : { throttledPeriods }),
    ...(time === undefined ? {} : { throttledUs: Math.round(time / perUs) }),
  };
}

function counterOf(text: string, key: string): number | undefined {
  const value = new RegExp(`^${key} (\\d+)`, 'm').exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
}

/** Given, the same directory (cpu,cpuacct mounted together), or the cpuacct mount beside the cpu one. */
function cpuacctDirOf({ cpuDir, cpuacctDir }: CpuDirs): string {
  if (cpuacctDir !== undefined) return cpuacctDir;
  if (existsSync(join(cpuDir, 'cpuacct.usage'))) return cpuDir;
  return cpuDir.replace('/cpu/', '/cpuacct/');
}
