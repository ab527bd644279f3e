/** Memory of one cgroup at one instant by what it is made of, bytes. The parts add up to the usage. */
export interface MemoryParts {
  readonly usageBytes: number;
  /** What cannot be reclaimed; on cgroup v1 an upper estimate. */
  readonly hardBytes: number;
  readonly anonBytes: number;
  readonly shmemBytes: number;
  readonly kernelBytes: number;
  readonly fileBytes: number;
  /** Sockets, and charges that the kernel has not sorted into its statistics yet. */
  readonly otherBytes: number;
}

type Values = readonly number[];

/** `memory.stat` has `kernel` since 5.18; before, its larger parts stand alone. */
const kernelParts = ['kernel_stack', 'pagetables', 'percpu', 'slab_reclaimable', 'slab_unreclaimable'];

/** A function from the values of a sample to its parts. Undefined where no column tells the usage. */
export function partsReader(columns: readonly string[], version: 1 | 2): ((values: Values) => MemoryParts) | undefined {
  const indexes = new Map(columns.map((column, index) => [column, index]));
  if (!indexes.has(version === 1 ? 'memory.usage_in_bytes' : 'memory.current')) return undefined;
  // -1 says that the kernel has no such number.
  const raw = (values: Values, column: string) => values[indexes.get(column) ?? -1] ?? -1;
  const read = (values: Values, column: string) => Math.max(0, raw(values, column));
  return version === 1
    ? (values) => parts1((column) => read(values, column))
    : (values) => parts2((column) => read(values, column), raw(values, 'memory.stat:kernel') >= 0);
}

type Read = (column: string) => number;

/** `total_cache` contains shmem (Documentation/admin-guide/cgroup-v1/memory.rst). */
function parts1(read: Read): MemoryParts {
  const [anonBytes, shmemBytes, kernelBytes] = [read('memory.stat:total_rss'), read('memory.stat:total_shmem'), read('memory.kmem.usage_in_bytes')];
  const fileBytes = Math.max(0, read('memory.stat:total_cache') - shmemBytes);
  return withRest({
    usageBytes: read('memory.usage_in_bytes'),
    hardBytes: anonBytes + shmemBytes + kernelBytes,
    anonBytes,
    shmemBytes,
    kernelBytes,
    fileBytes,
  });
}

/** `file` contains shmem (Documentation/admin-guide/cgroup-v2.rst). */
function parts2(read: Read, hasKernel: boolean): MemoryParts {
  const stat: Read = (key) => read(`memory.stat:${key}`);
  const kernelBytes = hasKernel ? stat('kernel') : kernelParts.reduce((total, key) => total + stat(key), 0);
  const [anonBytes, shmemBytes] = [stat('anon'), stat('shmem')];
  const hardBytes = Math.max(0, anonBytes + shmemBytes + kernelBytes - stat('slab_reclaimable') + stat('sock'));
  return withRest({ usageBytes: read('memory.current'), hardBytes, anonBytes, shmemBytes, kernelBytes, fileBytes: Math.max(0, stat('file') - shmemBytes) });
}

function withRest(parts: Omit<MemoryParts, 'otherBytes'>): MemoryParts {
  const { usageBytes, anonBytes, shmemBytes, kernelBytes, fileBytes } = parts;
  return { ...parts, otherBytes: Math.max(0, usageBytes - anonBytes - shmemBytes - kernelBytes - fileBytes) };
}
