/** Iterations per second over time, thinned like the memory series: the highest second of a column is kept. */
export class LoadSeries {
  readonly #columns: number;
  #secondsPerColumn = 1;
  #peaks: number[] = [];
  /** The second that is still being added to: several levels may report the same one. */
  #second = -1;
  #iterations = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  add(tMs: number, iterations: number): void {
    if (!Number.isFinite(tMs) || !Number.isFinite(iterations)) return;
    const second = Math.max(0, Math.floor(tMs / 1000));
    if (second !== this.#second) this.#iterations = 0;
    this.#second = second;
    this.#iterations += iterations;
    while (Math.floor(second / this.#secondsPerColumn) >= this.#columns) this.#halve();
    const column = Math.floor(second / this.#secondsPerColumn);
    this.#peaks[column] = Math.max(this.#peaks[column] ?? 0, this.#iterations);
  }

  buckets(): { fromMs: number; toMs: number; perSecond: number }[] {
    const widthMs = this.#secondsPerColumn * 1000;
    return Array.from(this.#peaks, (perSecond, column) => ({ fromMs: column * widthMs, toMs: (column + 1) * widthMs, perSecond: perSecond ?? 0 }));
  }

  #halve(): void {
    this.#secondsPerColumn *= 2;
    const halved: number[] = [];
    for (let column = 0; column < this.#peaks.length; column += 2) halved.push(Math.max(this.#peaks[column] ?? 0, this.#peaks[column + 1] ?? 0));
    this.#peaks = halved;
  }
}
