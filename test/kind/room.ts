import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MiB } from '../../src/shared/quantity.ts';
import { allPods, type NodeCgroups } from './node-cgroups.ts';

/** What a small node's kubelet wants to keep (targets/kind/config.ts), and a little more: who takes the rest comes near without crossing. */
const keptBytes = 120 * MiB;

/** Memory that the pods of a small node can take before its kubelet minds: their limit less their working set, as "allocatableMemory.available" is computed (kubelet eviction helpers). */
export function roomBytes({ version, memoryRoot, nodePath }: NodeCgroups): number {
  const read = (file: string) => readFileSync(join(memoryRoot, nodePath, allPods, file), 'utf8');
  const stat = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(read('memory.stat'))?.[1]);
  const [limit, usage, inactive] =
    version === 2
      ? [read('memory.max'), read('memory.current'), stat('inactive_file')]
      : [read('memory.limit_in_bytes'), read('memory.usage_in_bytes'), stat('total_inactive_file')];
  return Number(limit) - (Number(usage) - inactive) - keptBytes;
}
