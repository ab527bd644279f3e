import { formatMemory } from '../../shared/quantity.ts';
import type { HeapGrowth } from './document.ts';

/** `Session +1200 (1 per iteration, 9.2Mi)`. The count is what points at the code; bytes alone may be of a few large ones. */
function rowWords({ name, growthCount, growthBytes }: HeapGrowth['rows'][number], iterations: number | null): string {
  const each = iterations !== null && iterations > 0 && growthCount > 0 ? `${Number((growthCount / iterations).toPrecision(2))} per iteration, ` : '';
  return `${name} ${growthCount < 0 ? '' : '+'}${growthCount} (${each}${formatMemory(Math.round(growthBytes))})`;
}

/** Kinds of V8's own, as `(array)`: what is in them belongs to an object that has a name. */
const isKind = (name: string): boolean => name.startsWith('(');

/** A timer more or less is nothing to follow up: what counts came with every tenth iteration at least, or is a hundredth of what grew. */
function matters({ growthCount, growthBytes }: HeapGrowth['rows'][number], { first, second, iterations }: Grown): boolean {
  return growthCount >= (iterations ?? Infinity) / 10 || growthBytes >= (second.bytes - first.bytes) / 100;
}

type Grown = Pick<HeapGrowth, 'rows' | 'iterations' | 'first' | 'second'>;

/** What grew most, and of the constructors with a name, which lead to the code, two. */
export function grownWords(growth: Grown): string {
  const [most, ...others] = growth.rows;
  if (most === undefined) return 'no constructor of its own';
  const named = others.filter((row) => !isKind(row.name) && matters(row, growth)).slice(0, 2);
  return [most, ...named].map((row) => rowWords(row, growth.iterations)).join(', ');
}

/** What two snapshots of one process can never show. */
export const heapBlindSpots =
  'Heap snapshots hold live objects of the main thread of one process, and what they take themselves. Memory behind Buffers is counted only where V8 keeps track of it (system / JSArrayBufferData); memory of native add-ons, of the allocator, of worker threads and of other processes is not in them.';
