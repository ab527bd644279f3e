import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readText } from './cgroup-files.ts';

/** Bytes of a line of /proc/meminfo, which counts in KiB (proc_meminfo(5)). */
export function meminfoBytes(meminfo: string, name: string): number {
  const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(meminfo);
  return match ? Number(match[1]) * 1024 : 0;
}

function headroom(dir: string, version: 1 | 2): number {
  const [limitFile, usageFile] = version === 1 ? ['memory.limit_in_bytes', 'memory.usage_in_bytes'] : ['memory.max', 'memory.current'];
  const limit = Number(readText(join(dir, limitFile)) ?? Number.NaN);
  const usage = Number(readText(join(dir, usageFile)) ?? 0);
  // `max` on v2; an unlimited v1 cgroup reads a number close to 2^63, which bounds nothing.
  return Number.isNaN(limit) ? Number.POSITIVE_INFINITY : Math.max(0, limit - usage);
}

/** What a workload below `baseDir` may take: memory available on the machine, and no more than any cgroup above it allows. */
export function availableBytes(meminfo: string, baseDir: string, version: 1 | 2): number {
  let bytes = meminfoBytes(meminfo, 'MemAvailable');
  for (let dir = baseDir; existsSync(join(dir, 'cgroup.procs')); dir = dirname(dir)) bytes = Math.min(bytes, headroom(dir, version));
  return bytes;
}
