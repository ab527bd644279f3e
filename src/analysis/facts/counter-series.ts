import { FloatColumn, firstNotBelow } from './float-column.ts';

/** Cumulative counters that are read at the same times. A fall is a fresh cgroup that counts from 0 again. */
export class CounterSeries {
  readonly #t = new FloatColumn();
  /** Sums of the increases, so that a fresh cgroup goes on where the one before ended. */
  readonly #totals: readonly FloatColumn[];
  readonly #last: number[];

  constructor(width: number) {
    this.#totals = Array.from({ length: width }, () => new FloatColumn());
    this.#last = new Array<number>(width).fill(0);
  }

  push(t: number, values: readonly number[]): void {
    const first = this.#t.length === 0;
    this.#t.push(t);
    this.#totals.forEach((column, position) => {
      const value = values[position] as number;
      const before = first ? value : (this.#last[position] as number);
      const total = first ? 0 : (column.values.at(-1) as number);
      column.push(total + (value >= before ? value - before : value));
      this.#last[position] = value;
    });
  }

  /**
   * Rise of counter `position` within a window and the part of it that readings cover, milliseconds. Between readings the counter is taken to rise
   * evenly: they come once a second and phases do not begin with one. Undefined where readings cover nothing of the window.
   */
  rise(position: number, fromMs: number, toMs: number): { readonly rise: number; readonly ms: number } | undefined {
    const times = this.#t.values;
    const from = Math.max(fromMs, times[0] ?? Number.POSITIVE_INFINITY);
    const to = Math.min(toMs, times.at(-1) ?? Number.NEGATIVE_INFINITY);
    if (to <= from) return undefined;
    return { rise: this.#at(position, to) - this.#at(position, from), ms: to - from };
  }

  /** Total at a time between the first and the last reading. */
  #at(position: number, t: number): number {
    const times = this.#t.values;
    const values = (this.#totals[position] as FloatColumn).values;
    const after = firstNotBelow(times, t);
    const [t1, v1] = [times[after] as number, values[after] as number];
    if (t1 === t || after === 0) return v1;
    const [t0, v0] = [times[after - 1] as number, values[after - 1] as number];
    return v0 + ((v1 - v0) * (t - t0)) / (t1 - t0);
  }
}

/** Sum of the increases. */
export function riseOf(values: Float64Array): number {
  let total = 0;
  for (let index = 1; index < values.length; index++) {
    const step = (values[index] as number) - (values[index - 1] as number);
    total += step >= 0 ? step : (values[index] as number);
  }
  return total;
}
