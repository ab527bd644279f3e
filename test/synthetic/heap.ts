import type { RecordingAnalysis } from '../../src/analysis/document.ts';
import type { HeapGrowth } from '../../src/analysis/heap/document.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { analysisOf } from './facts-of.ts';
import { ladderSpec } from './specs.ts';

interface Sizes {
  readonly heapMiB?: readonly [number, number];
  readonly anonMiB?: readonly [number, number];
  readonly keptMiB?: number;
}

/** What two snapshots 300 requests apart say of a server that keeps a Session with its history for each. */
export function heapGrowth({ heapMiB = [20, 40], anonMiB = [80, 102], keptMiB = 20 }: Sizes): HeapGrowth {
  const point = (at: 0 | 1) => ({ tMs: 10_000 * (at + 1), objects: 90_000, bytes: heapMiB[at] * MiB, anonBytes: anonMiB[at] * MiB });
  const grownBytes = (heapMiB[1] - heapMiB[0]) * MiB;
  return {
    pid: 7,
    program: 'node',
    others: 0,
    keptBytes: keptMiB * MiB,
    first: point(0),
    second: point(1),
    iterations: 300,
    rows: [
      { name: '(array)', count: 3000, bytes: grownBytes, growthCount: 300, growthBytes: 0.9 * grownBytes },
      { name: 'Session', count: 600, bytes: 24_000, growthCount: 300, growthBytes: 0.1 * grownBytes },
    ],
    rest: { names: 200, growthCount: 0, growthBytes: 0 },
  };
}

export function heapRecording(heap: HeapGrowth | undefined): RecordingAnalysis {
  const recording = analysisOf(ladderSpec({ index: 9, purpose: 'heap' }));
  return { ...recording, recording: '09-heap', ...(heap && { heap }) };
}
