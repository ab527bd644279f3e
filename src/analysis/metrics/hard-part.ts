export type HardPartMethod = 'v2' | 'v2-before-5.18' | 'v1-upper-estimate';

export interface HardPart {
  readonly method: HardPartMethod;
  /** Bytes that cannot be reclaimed, of one sample; undefined where the kernel gave no value for a part that is always there. */
  of(values: readonly number[]): number | undefined;
}

interface Terms {
  readonly method: HardPartMethod;
  /** A sample without these says nothing. */
  readonly needed: readonly string[];
  readonly added: readonly string[];
  readonly subtracted: readonly string[];
}

const stat = (...keys: string[]): string[] => keys.map((key) => `memory.stat:${key}`);

/** `kernel` holds slab, stacks, page tables, per-CPU and vmalloc memory; reclaimable slab is taken out again. Dirty pages must be written before they can go. */
const version2: Terms = {
  method: 'v2',
  needed: stat('anon', 'kernel'),
  added: stat('anon', 'shmem', 'kernel', 'sock', 'file_dirty', 'file_writeback'),
  subtracted: stat('slab_reclaimable'),
};

/** `memory.stat` has `kernel` since 5.18 (linux:Documentation/admin-guide/cgroup-v2.rst); before, its unreclaimable parts are added up. */
const version2Old: Terms = {
  method: 'v2-before-5.18',
  needed: stat('anon'),
  added: stat('anon', 'shmem', 'kernel_stack', 'pagetables', 'percpu', 'slab_unreclaimable', 'sock', 'file_dirty', 'file_writeback'),
  subtracted: [],
};

/** v1 does not split kernel memory, so reclaimable slab stays in: an upper estimate. `total_cache` holds shmem, which is added from its own line. */
const version1: Terms = {
  method: 'v1-upper-estimate',
  needed: stat('total_rss'),
  added: [...stat('total_rss', 'total_shmem'), 'memory.kmem.usage_in_bytes'],
  subtracted: [],
};

/** How to compute the hard part (DESIGN section 2) from samples with these columns; undefined when the columns do not allow it. */
export function hardPartOf(version: 1 | 2, columns: readonly string[]): HardPart | undefined {
  if (version === 1) return compile(version1, columns);
  const modern = compile(version2, columns);
  const old = compile(version2Old, columns);
  if (!modern || !old) return modern ?? old;
  // A column can be announced and still be -1 on every tick: the kernel lacks the key.
  const kernel = columns.indexOf('memory.stat:kernel');
  const method = (values: readonly number[]) => ((values[kernel] ?? -1) < 0 ? old : modern);
  return { method: 'v2', of: (values) => method(values).of(values) };
}

function compile(terms: Terms, columns: readonly string[]): HardPart | undefined {
  const positions = (names: readonly string[]) => names.map((name) => columns.indexOf(name)).filter((position) => position >= 0);
  const needed = positions(terms.needed);
  if (needed.length < terms.needed.length) return undefined;
  const added = positions(terms.added);
  const subtracted = positions(terms.subtracted);
  return {
    method: terms.method,
    of(values) {
      for (const position of needed) if ((values[position] as number) < 0) return undefined;
      let bytes = 0;
      for (const position of added) bytes += Math.max(0, values[position] as number);
      for (const position of subtracted) bytes -= Math.max(0, values[position] as number);
      return Math.max(0, bytes);
    },
  };
}
