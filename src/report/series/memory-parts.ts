import { hardPartOf } from '../../analysis/metrics/hard-part.ts';

/** Memory of one cgroup at one instant by what it is made of, bytes. The parts add up to the usage. */
export interface MemoryParts {
  readonly usageBytes: number;
  /** What cannot be reclaimed, as the analysis counts it; NaN where the kernel does not tell. On cgroup v1 an upper estimate. */
  readonly hardBytes: number;
  readonly anonBytes: number;
  readonly shmemBytes: number;
  readonly kernelBytes: number;
  readonly fileBytes: number;
  /** Sockets, and charges that the kernel has not sorted into its statistics yet. */
  readonly otherBytes: number;
}

type Values = readonly number[];

/** Names of the parts. `file` and `cache` contain shmem (cgroup-v2.rst, cgroup-v1/memory.rst); `kernel` is there since 5.18, its larger parts before. */
const names = {
  1: {
    usage: 'memory.usage_in_bytes',
    anon: 'memory.stat:total_rss',
    shmem: 'memory.stat:total_shmem',
    file: 'memory.stat:total_cache',
    kernel: 'memory.kmem.usage_in_bytes',
    kernelParts: [],
  },
  2: {
    usage: 'memory.current',
    anon: 'memory.stat:anon',
    shmem: 'memory.stat:shmem',
    file: 'memory.stat:file',
    kernel: 'memory.stat:kernel',
    kernelParts: ['kernel_stack', 'pagetables', 'percpu', 'slab_reclaimable', 'slab_unreclaimable'].map((key) => `memory.stat:${key}`),
  },
} as const;

/** A function from the values of a sample to its parts. Undefined where no column tells the usage. */
export function partsReader(columns: readonly string[], version: 1 | 2): ((values: Values) => MemoryParts) | undefined {
  const of = names[version];
  if (!columns.includes(of.usage)) return undefined;
  const hardPart = hardPartOf(version, columns);
  // -1 says that the kernel has no such number.
  const column = (name: string) => {
    const position = columns.indexOf(name);
    return (values: Values) => values[position] ?? -1;
  };
  const [usage, anon, shmem, file, kernel] = [of.usage, of.anon, of.shmem, of.file, of.kernel].map(column) as [Column, Column, Column, Column, Column];
  const kernelParts = of.kernelParts.map(column);
  return (values) => {
    const at = (read: Column) => Math.max(0, read(values));
    const kernelBytes = kernel(values) >= 0 ? kernel(values) : kernelParts.reduce((total, part) => total + at(part), 0);
    const [usageBytes, anonBytes, shmemBytes] = [at(usage), at(anon), at(shmem)];
    const fileBytes = Math.max(0, at(file) - shmemBytes);
    const otherBytes = Math.max(0, usageBytes - anonBytes - shmemBytes - kernelBytes - fileBytes);
    return { usageBytes, hardBytes: hardPart?.of(values) ?? Number.NaN, anonBytes, shmemBytes, kernelBytes, fileBytes, otherBytes };
  };
}

type Column = (values: Values) => number;
