import type { MemoryState } from './synth-memory.ts';

/** Shares of the hard part; the rest is anonymous memory. The figures only have to be plausible, the sum exact. */
const shmemShare = 0.04;
const kernelShare = 0.05;
const slabReclaimableBytes = 2 << 20;

export const columnsOf: Readonly<Record<1 | 2, readonly string[]>> = {
  1: [
    'memory.usage_in_bytes',
    'memory.stat:total_rss',
    'memory.stat:total_cache',
    'memory.stat:total_shmem',
    'memory.stat:total_dirty',
    'memory.stat:total_writeback',
    'memory.stat:total_inactive_file',
    'memory.stat:total_active_file',
    'memory.stat:total_workingset_refault_file',
    'memory.stat:total_pgmajfault',
    'memory.kmem.usage_in_bytes',
    'memory.failcnt',
  ],
  2: [
    'memory.current',
    'memory.stat:anon',
    'memory.stat:file',
    'memory.stat:shmem',
    'memory.stat:kernel',
    'memory.stat:slab_reclaimable',
    'memory.stat:sock',
    'memory.stat:file_dirty',
    'memory.stat:file_writeback',
    'memory.stat:inactive_file',
    'memory.stat:active_file',
    'memory.stat:workingset_refault_anon',
    'memory.stat:workingset_refault_file',
    'memory.stat:pgmajfault',
  ],
};

export interface SlowCounters {
  readonly refaults: number;
  readonly majorFaults: number;
  readonly limitHits: number;
}

/** The values of one tick in the order of `columnsOf`, so that the hard part of DESIGN section 2 comes out as the model's, byte for byte. */
export function valuesOf(version: 1 | 2, memory: MemoryState, counters: SlowCounters): number[] {
  const shmem = memory.shmemBytes ?? Math.round(memory.hardBytes * shmemShare);
  const kernel = Math.round(memory.hardBytes * kernelShare);
  const anon = memory.hardBytes - shmem - kernel;
  const inactive = Math.round(memory.fileBytes * 0.6);
  const active = memory.fileBytes - inactive;
  const { refaults, majorFaults } = counters;
  const total = memory.hardBytes + memory.fileBytes;
  if (version === 1) return [total, anon, memory.fileBytes + shmem, shmem, 0, 0, inactive, active, refaults, majorFaults, kernel, counters.limitHits];
  const slab = slabReclaimableBytes;
  return [total + slab, anon, memory.fileBytes + shmem, shmem, kernel + slab, slab, 0, 0, 0, inactive, active, 0, refaults, majorFaults];
}
