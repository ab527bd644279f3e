/** Iterations per second over time, thinned like the memory series: the highest second of a column is kept. */
export class LoadSeries {
  readonly #columns: number;
  #originMs: number | undefined;
  /** A day has 86,400 seconds: few enough to keep until all levels of each have reported. */
  readonly #iterations = new Map<number, number>();

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** `tMs` is the start of the second. */
  add(tMs: number, iterations: number): void {
    if (!Number.isFinite(tMs) || !Number.isFinite(iterations)) return;
    this.#originMs ??= tMs;
    const second = Math.round((tMs - this.#originMs) / 1000);
    this.#iterations.set(second, (this.#iterations.get(second) ?? 0) + iterations);
  }

  buckets(): { fromMs: number; toMs: number; perSecond: number }[] {
    const seconds = [...this.#iterations.keys()].sort((a, b) => a - b);
    const [first, last] = [seconds[0], seconds.at(-1)];
    if (first === undefined || last === undefined || this.#originMs === undefined) return [];
    const width = Math.ceil((last - first + 1) / this.#columns);
    const peaks = Array.from({ length: Math.ceil((last - first + 1) / width) }, () => 0);
    for (const [second, iterations] of this.#iterations) {
      const column = Math.floor((second - first) / width);
      peaks[column] = Math.max(peaks[column] ?? 0, iterations);
    }
    const startMs = this.#originMs + first * 1000;
    return peaks.map((perSecond, column) => ({ fromMs: startMs + column * width * 1000, toMs: startMs + (column + 1) * width * 1000, perSecond }));
  }
}
