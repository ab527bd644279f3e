import { formatMemory } from '../../shared/quantity.ts';
import { clear, finding, type Rule } from './rule.ts';

/**
 * Detects: a leak that no heap snapshot will ever show, because live objects explain less than half of what the process grew by. Evidence: the leak verdict,
 * and two snapshots at equal load. False positive: a heap so fragmented that free space within it grows faster than what is alive.
 */
export const leakOutsideHeap: Rule = {
  id: 'leak-outside-heap',
  title: "What leaks is not on V8's heap",
  remedy:
    'Look for native memory: Buffers that native code holds, add-ons, worker threads, child processes. `process.memoryUsage()` tells external and arrayBuffers apart from the heap; MALLOC_ARENA_MAX=2 or another allocator rules out fragmentation.',
  needs: ['loose-recordings'],
  evaluate({ leak: { verdict }, heap }) {
    if (heap?.growth == null) return { outcome: 'not-applicable', why: heap?.why ?? 'no heap snapshots were asked for' };
    if (verdict !== 'leak' && verdict !== 'inconclusive') return clear(`no leak was found (${verdict})`);
    if (verdict === 'inconclusive') return { outcome: 'inconclusive', why: `whether it leaks is not decided; ${heap.why}` };
    if (heap.where === 'undecided') return { outcome: 'inconclusive', why: heap.why };
    if (heap.where !== 'outside') return clear(heap.why);
    const { first, second, program, pid } = heap.growth;
    const size = (bytes: number | null) => formatMemory(Math.round(bytes ?? 0));
    return finding(heap.why, [
      `${heap.recording}: anonymous memory ${size(first.anonBytes)}, after the same load again ${size(second.anonBytes)}`,
      `${heap.recording}: heap of ${program} (process ${pid}) ${size(first.bytes)}, after the same load again ${size(second.bytes)}`,
    ]);
  },
};
