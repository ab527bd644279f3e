/** Answer of `GET /containers/ID/stats`, as far as it is read (moby: api/types/container/stats.go). */
export interface EngineStats {
  readonly memory_stats?: {
    readonly usage?: number;
    readonly max_usage?: number;
    readonly failcnt?: number;
    readonly stats?: Readonly<Record<string, number>>;
  };
  readonly cpu_stats?: {
    readonly cpu_usage?: { readonly total_usage?: number };
    readonly throttling_data?: { readonly periods?: number; readonly throttled_periods?: number; readonly throttled_time?: number };
  };
}

/** Keys of memory.stat that the engine passes on, by cgroup version; the columns carry the kernel's names, so that samples read alike wherever they come from. */
const statKeys = {
  1: ['total_rss', 'total_cache', 'total_mapped_file', 'total_dirty', 'total_writeback', 'total_inactive_file', 'total_active_file', 'total_pgmajfault'],
  2: [
    'anon',
    'file',
    'shmem',
    'kernel_stack',
    'slab_reclaimable',
    'slab_unreclaimable',
    'sock',
    'file_dirty',
    'file_writeback',
    'inactive_file',
    'active_file',
    'pgmajfault',
  ],
} as const;

const usageColumn = { 1: 'memory.usage_in_bytes', 2: 'memory.current' } as const;

export function columnsOf(version: 1 | 2): string[] {
  return [usageColumn[version], ...statKeys[version].map((key) => `memory.stat:${key}`)];
}

/** One value per column, -1 where the engine gave none. Undefined where it gave no usage: the container does not run (yet, any more). */
export function valuesOf({ memory_stats: memory }: EngineStats, version: 1 | 2): number[] | undefined {
  if (memory?.usage === undefined) return undefined;
  return [memory.usage, ...statKeys[version].map((key) => memory.stats?.[key] ?? -1)];
}

const nanosecondsPerUs = 1000;

/** CPU time in microseconds. Undefined where the engine gave none. */
export function cpuOf({ cpu_stats: cpu }: EngineStats) {
  const usageNs = cpu?.cpu_usage?.total_usage;
  if (usageNs === undefined) return undefined;
  const { periods, throttled_periods: throttledPeriods, throttled_time: throttledNs } = cpu?.throttling_data ?? {};
  return {
    usageUs: usageNs / nanosecondsPerUs,
    ...(periods !== undefined && { periods }),
    ...(throttledPeriods !== undefined && { throttledPeriods }),
    ...(throttledNs !== undefined && { throttledUs: throttledNs / nanosecondsPerUs }),
  };
}
