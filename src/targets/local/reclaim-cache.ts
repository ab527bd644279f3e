import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readText } from '../machine/cgroup-files.ts';
import type { CgroupSet } from '../machine/cgroup-set.ts';

/** One pass may leave pages that were locked or under writeback; what five do not get stays. */
const maxPasses = 5;
/** Below this nothing but per-CPU batches and kernel structures is left (64 pages per CPU are charged ahead). */
const restBytes = 512 * 1024;

function usageOf(set: CgroupSet): number {
  return Number(readText(join(set.memory, set.version === 1 ? 'memory.usage_in_bytes' : 'memory.current')) ?? 0);
}

/** Written on the thread pool, because reclaim runs inside the write. Errors tell no more than the usage afterwards: EAGAIN is "not all of it". */
async function slowWrite(file: string, value: string): Promise<boolean> {
  return writeFile(file, value, { flag: 'r+' }).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === 'EAGAIN' || error.code === 'EBUSY',
  );
}

async function reclaimOnce(set: CgroupSet, usageBytes: number): Promise<void> {
  if (set.version === 1) {
    await slowWrite(join(set.memory, 'memory.force_empty'), '0');
    return;
  }
  if (await slowWrite(join(set.memory, 'memory.reclaim'), String(usageBytes))) return;
  // memory.reclaim came with 5.19; before it, lowering memory.high reclaims inside the write.
  await slowWrite(join(set.memory, 'memory.high'), '0');
}

/** Gives back the page cache that a cgroup without processes is still charged for: a page that stays in memory would be free of charge for the next run. */
export async function reclaimCache(set: CgroupSet): Promise<void> {
  for (let pass = 0; pass < maxPasses; pass += 1) {
    const before = usageOf(set);
    if (before <= restBytes) return;
    await reclaimOnce(set, before);
    if (usageOf(set) >= before) return;
  }
}
