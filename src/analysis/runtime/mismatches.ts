import { formatMemory, MiB } from '../../shared/quantity.ts';
import { type HeapInForce, heapInForce } from './heap-in-force.ts';
import type { Runtime } from './identify.ts';

export interface Mismatch {
  readonly kind: 'heap-above-limit' | 'heap-too-small' | 'ignores-limit';
  readonly text: string;
}

export interface MismatchInput {
  readonly runtime: Runtime;
  readonly limitBytes: number;
  /** Runs in which the runtime gave up by itself for lack of memory, and nothing was killed. */
  readonly aborts: number;
}

/** A heap limit that leaves this much of the container unused is what stood in the way when the runtime gave up, not the container. */
const unusedShare = 0.1;

const rounded = (bytes: number): string => formatMemory(Math.round(bytes / MiB) * MiB);

function above({ limitBytes }: MismatchInput, heap: HeapInForce): Mismatch[] {
  if (heap.bytes === null || heap.bytes + heap.restBytes <= limitBytes) return [];
  const limit = formatMemory(limitBytes);
  const why =
    heap.bytes >= limitBytes
      ? `its heap may grow to ${rounded(heap.bytes)} (${heap.setBy}), which is not below the limit of ${limit}`
      : `its heap may grow to ${rounded(heap.bytes)} (${heap.setBy}), which leaves ${rounded(limitBytes - heap.bytes)} of the limit of ${limit} for everything else, and at least ${rounded(heap.restBytes)} are needed`;
  return [{ kind: 'heap-above-limit', text: `${why}: the kernel kills it before the runtime collects in earnest` }];
}

function tooSmall({ limitBytes, aborts }: MismatchInput, heap: HeapInForce): Mismatch[] {
  if (heap.bytes === null || aborts === 0 || heap.bytes + heap.restBytes > (1 - unusedShare) * limitBytes) return [];
  const runs = `${aborts} ${aborts === 1 ? 'run' : 'runs'}`;
  return [
    {
      kind: 'heap-too-small',
      text: `it gave up by itself in ${runs} at its heap limit of ${rounded(heap.bytes)} (${heap.setBy}), with ${formatMemory(limitBytes)} for the container: more for the container alone changes nothing`,
    },
  ];
}

function ignores({ runtime }: MismatchInput, heap: HeapInForce): Mismatch[] {
  if (runtime.name !== 'go' || heap.bytes !== null) return [];
  return [
    {
      kind: 'ignores-limit',
      text: 'GOMEMLIMIT is not set: Go lets its heap grow to about twice of what is alive, whatever the limit of the container is',
    },
  ];
}

/** Where the memory settings of a runtime and the limit of its container do not go together. Source: memory ground truth, section 5.1. */
export function mismatchesOf(input: MismatchInput): Mismatch[] {
  const heap = heapInForce(input.runtime, input.limitBytes);
  return [...above(input, heap), ...tooSmall(input, heap), ...ignores(input, heap)];
}
