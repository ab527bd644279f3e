import type { MemoryParts } from './memory-parts.ts';

/** Some neighbouring samples as one column of a picture. Parts are those of the sample with the highest usage, so that they add up. */
export interface Bucket {
  readonly fromMs: number;
  readonly toMs: number;
  readonly usageMin: number;
  readonly usageMax: number;
  readonly hardMin: number;
  readonly hardMax: number;
  readonly parts: MemoryParts;
}

/**
 * Thins a stream of samples while it is read, in constant memory and without knowing its length: columns start at `widthMs`
 * and are merged in pairs whenever there would be more than `columns` of them. Lowest and highest value of a column are kept,
 * so a spike of a single sample stays visible however long the recording is.
 */
export class BucketSeries {
  readonly #columns: number;
  #widthMs: number;
  #originMs: number | undefined;
  #buckets: (Bucket | undefined)[] = [];

  constructor(columns: number, widthMs: number) {
    this.#columns = columns;
    this.#widthMs = widthMs;
  }

  add(tMs: number, parts: MemoryParts): void {
    if (!Number.isFinite(tMs) || !Number.isFinite(parts.usageBytes)) return;
    this.#originMs ??= tMs;
    const offsetMs = Math.max(0, tMs - this.#originMs);
    while (Math.floor(offsetMs / this.#widthMs) >= this.#columns) this.#halve();
    const index = Math.floor(offsetMs / this.#widthMs);
    const { usageBytes, hardBytes } = parts;
    const single = { fromMs: tMs, toMs: tMs, usageMin: usageBytes, usageMax: usageBytes, hardMin: hardBytes, hardMax: hardBytes, parts };
    this.#buckets[index] = merge(this.#buckets[index], single);
  }

  /** Columns that hold at least one sample, in order of time. */
  buckets(): Bucket[] {
    return this.#buckets.filter((bucket) => bucket !== undefined);
  }

  #halve(): void {
    const halved: (Bucket | undefined)[] = [];
    for (let index = 0; index < this.#buckets.length; index += 2) {
      const left = this.#buckets[index];
      const right = this.#buckets[index + 1];
      halved.push(right === undefined ? left : merge(left, right));
    }
    this.#buckets = halved;
    this.#widthMs *= 2;
  }
}

/** At most so many columns, neighbours merged: lowest and highest value stay. */
export function thinned(buckets: readonly Bucket[], columns: number): Bucket[] {
  const per = Math.ceil(buckets.length / columns);
  if (per <= 1) return [...buckets];
  const groups = Array.from({ length: Math.ceil(buckets.length / per) }, (_, index) => buckets.slice(index * per, (index + 1) * per));
  return groups.map((group) => group.reduce<Bucket | undefined>(merge, undefined)).filter((bucket) => bucket !== undefined);
}

function merge(left: Bucket | undefined, right: Bucket): Bucket {
  if (left === undefined) return right;
  return {
    fromMs: Math.min(left.fromMs, right.fromMs),
    toMs: Math.max(left.toMs, right.toMs),
    usageMin: Math.min(left.usageMin, right.usageMin),
    usageMax: Math.max(left.usageMax, right.usageMax),
    hardMin: ofKnown(Math.min, left.hardMin, right.hardMin),
    hardMax: ofKnown(Math.max, left.hardMax, right.hardMax),
    parts: right.usageMax > left.usageMax ? right.parts : left.parts,
  };
}

/** A sample without a hard part does not take it from its neighbours. */
function ofKnown(choose: (a: number, b: number) => number, a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : choose(a, b);
}
