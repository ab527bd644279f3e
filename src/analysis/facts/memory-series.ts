import { FloatColumn, firstNotBelow } from './float-column.ts';

/** What is kept of the samples of a container: times in milliseconds, sizes in bytes, counters cumulative. */
export class MemorySeries {
  readonly t = new FloatColumn();
  readonly usage = new FloatColumn();
  readonly hard = new FloatColumn();
  /** Page cache: file without shmem. */
  readonly file = new FloatColumn();
  readonly shmem = new FloatColumn();
  /** NaN where it could not be computed. */
  readonly workingSet = new FloatColumn();
  readonly refaults = new FloatColumn();
  readonly majorFaults = new FloatColumn();

  /** Usage of the first sample after a moment. */
  usageAfter(ms: number): number | undefined {
    return this.usage.values[firstNotBelow(this.t.values, ms + 1e-6)];
  }

  /** The samples with `fromMs` < t <= `toMs`: one that is taken as a phase begins still shows the phase before. */
  window(fromMs: number, toMs: number): MemoryWindow {
    const from = firstNotBelow(this.t.values, fromMs + 1e-6);
    const to = Math.max(from, firstNotBelow(this.t.values, toMs + 1e-6));
    const cut = (column: FloatColumn) => column.values.subarray(from, to);
    return {
      t: cut(this.t),
      usage: cut(this.usage),
      hard: cut(this.hard),
      file: cut(this.file),
      shmem: cut(this.shmem),
      workingSet: cut(this.workingSet),
      refaults: cut(this.refaults),
      majorFaults: cut(this.majorFaults),
    };
  }
}

export interface MemoryWindow {
  readonly t: Float64Array;
  readonly usage: Float64Array;
  readonly hard: Float64Array;
  readonly file: Float64Array;
  readonly shmem: Float64Array;
  /** NaN where it could not be computed. */
  readonly workingSet: Float64Array;
  readonly refaults: Float64Array;
  readonly majorFaults: Float64Array;
}
