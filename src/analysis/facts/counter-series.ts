import { FloatColumn, firstNotBelow } from './float-column.ts';

/** Cumulative counters that are read at the same times. A fall is a fresh cgroup that counts from 0 again. */
export class CounterSeries {
  readonly t = new FloatColumn();
  readonly #counters: readonly FloatColumn[];

  constructor(width: number) {
    this.#counters = Array.from({ length: width }, () => new FloatColumn());
  }

  push(t: number, values: readonly number[]): void {
    this.t.push(t);
    this.#counters.forEach((column, position) => {
      column.push(values[position] as number);
    });
  }

  /** Rise of counter `position` over the readings within a window, and the time between them. Undefined with fewer than two readings. */
  rise(position: number, fromMs: number, toMs: number): { readonly rise: number; readonly ms: number } | undefined {
    const times = this.t.values;
    const from = firstNotBelow(times, fromMs);
    const to = firstNotBelow(times, toMs + 1e-6) - 1;
    if (to <= from) return undefined;
    const values = (this.#counters[position] as FloatColumn).values;
    return { rise: riseOf(values.subarray(from, to + 1)), ms: (times[to] as number) - (times[from] as number) };
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
