import { FloatColumn, firstNotBelow } from './float-column.ts';

/** Sampled usage of one cgroup, bytes. */
export class UsageSeries {
  readonly #t = new FloatColumn();
  readonly #usage = new FloatColumn();

  push(t: number, usageBytes: number): void {
    this.#t.push(t);
    this.#usage.push(usageBytes);
  }

  /** The last sample before a moment, if it is no older than that. */
  before(tMs: number, notOlderMs: number): number | undefined {
    const index = firstNotBelow(this.#t.values, tMs) - 1;
    if (index < 0 || tMs - (this.#t.values[index] as number) > notOlderMs) return undefined;
    return this.#usage.values[index];
  }

  /** Samples before a moment that are no older than that, the earliest first. */
  lately(tMs: number, notOlderMs: number): { readonly t: number; readonly usageBytes: number }[] {
    const end = firstNotBelow(this.#t.values, tMs);
    const lately = [];
    for (let index = end - 1; index >= 0 && tMs - (this.#t.values[index] as number) <= notOlderMs; index -= 1)
      lately.push({ t: this.#t.values[index] as number, usageBytes: this.#usage.values[index] as number });
    return lately.reverse();
  }
}
