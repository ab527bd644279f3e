import type { WorkingSetSeries } from '../../analysis/document.ts';

/** A working set over time without holes in its clock: value `i` was read at `i * periodMs`; NaN where nothing was there to read. */
export interface Trace {
  readonly periodMs: number;
  readonly bytes: Float64Array;
}

export const lengthMs = (trace: Trace): number => trace.bytes.length * trace.periodMs;

/**
 * Several runs as one history of one container, one after another: what a tool would have seen that watched them all. Where runs were kept at
 * different periods the finest is used, and a coarser value holds until the next. Null without any value.
 */
export function traceOf(series: readonly WorkingSetSeries[]): Trace | null {
  if (!series.some(({ kibibytes }) => kibibytes.some((value) => value !== null))) return null;
  const periodMs = Math.min(...series.map((each) => each.periodMs));
  const bytes = series.flatMap((each) => {
    const repeats = Math.round(each.periodMs / periodMs);
    return each.kibibytes.flatMap((value) => Array<number>(repeats).fill(value === null ? Number.NaN : value * 1024));
  });
  return { periodMs, bytes: Float64Array.from(bytes) };
}
