import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CgroupTree } from '../tree/cgroup-tree.ts';

/** One pass may leave pages that were locked or under writeback. */
const passes = 3;

/**
 * Gives back the page cache that a pod is charged for, while it still lives: a page that stays in memory would be free of charge for the next
 * pod. On the thread pool, because reclaim runs inside the write. Errors tell no more than that not all of it went.
 */
export async function reclaimPod(tree: CgroupTree, podDir: string): Promise<void> {
  for (let pass = 0; pass < passes; pass++) {
    if (tree.version === 1) await attemptWrite(join(podDir, 'memory.force_empty'), '0');
    else await attemptWrite(join(podDir, 'memory.reclaim'), usage(podDir));
  }
}

function usage(podDir: string): string {
  try {
    return readFileSync(join(podDir, 'memory.current'), 'latin1').trim();
  } catch {
    return '0';
  }
}

async function attemptWrite(file: string, value: string): Promise<void> {
  await writeFile(file, value, { flag: 'r+' }).catch(() => {});
}
