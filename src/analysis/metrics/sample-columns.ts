import { type HardPart, hardPartOf } from './hard-part.ts';

/** How to read what matters out of the samples of one cgroup. Sizes in bytes; 0 where the kernel has no value. */
export interface SampleReader {
  readonly hardPart: HardPart | undefined;
  usage(values: readonly number[]): number;
  /** Anonymous memory: heaps, stacks, what the allocator holds. */
  anon(values: readonly number[]): number;
  /** Page cache without shmem, which `file` and `cache` both count (cgroup-v2.rst, cgroup-v1/memory.rst). */
  file(values: readonly number[]): number;
  /** tmpfs, /dev/shm and shared anonymous memory: counted as file by the kernel, and cannot be reclaimed without swap. */
  shmem(values: readonly number[]): number;
  /** Usage without inactive file cache, as cAdvisor computes it and a kubelet ranks by it (google/cadvisor container/libcontainer/handler.go); NaN where inactive file cache was not read. */
  workingSet(values: readonly number[]): number;
  refaults(values: readonly number[]): number;
  majorFaults(values: readonly number[]): number;
}

const names = {
  1: {
    usage: 'memory.usage_in_bytes',
    anon: 'memory.stat:total_rss',
    file: 'memory.stat:total_cache',
    shmem: 'memory.stat:total_shmem',
    inactiveFile: 'memory.stat:total_inactive_file',
    refaults: ['memory.stat:total_workingset_refault_file', 'memory.stat:total_workingset_refault_anon'],
    majorFaults: 'memory.stat:total_pgmajfault',
  },
  2: {
    usage: 'memory.current',
    anon: 'memory.stat:anon',
    file: 'memory.stat:file',
    shmem: 'memory.stat:shmem',
    inactiveFile: 'memory.stat:inactive_file',
    refaults: ['memory.stat:workingset_refault_file', 'memory.stat:workingset_refault_anon'],
    majorFaults: 'memory.stat:pgmajfault',
  },
} as const;

export function sampleReader(version: 1 | 2, columns: readonly string[]): SampleReader {
  const of = names[version];
  const columnValue = (name: string) => {
    const position = columns.indexOf(name);
    return (values: readonly number[]): number => Math.max(0, values[position] ?? 0);
  };
  const [usage, file, shmem, majorFaults] = [columnValue(of.usage), columnValue(of.file), columnValue(of.shmem), columnValue(of.majorFaults)];
  const [refaultsFile, refaultsAnon] = [columnValue(of.refaults[0]), columnValue(of.refaults[1])];
  const inactiveFile = columns.indexOf(of.inactiveFile);
  return {
    hardPart: hardPartOf(version, columns),
    usage,
    anon: columnValue(of.anon),
    file: (values) => Math.max(0, file(values) - shmem(values)),
    shmem,
    workingSet(values) {
      const inactive = values[inactiveFile] ?? -1;
      return inactive < 0 ? Number.NaN : Math.max(0, usage(values) - inactive);
    },
    refaults: (values) => refaultsFile(values) + refaultsAnon(values),
    majorFaults,
  };
}
