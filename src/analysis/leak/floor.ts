import type { Segment, Stretch } from './stretch.ts';

/** Block minima of one segment: what is left after each collection of garbage. */
export interface Floor {
  readonly timesMs: number[];
  readonly work: number[];
  readonly bytes: number[];
  /** Offered rate of the level, iterations a second. */
  readonly rate: number;
}

/** Blocks of the whole stretch, as the error rates of memory.md 4.2 were measured with. */
const blocks = 12;
/** Fewer say nothing about a trend inside a segment. */
const minBlocksPerSegment = 3;
/** A minimum of fewer samples is no floor. */
const minSamplesPerBlock = 4;

/** The floor of each segment; segments that are too short are left out. */
export function floorsOf(stretch: Stretch): Floor[] {
  const perSegment = Math.max(minBlocksPerSegment, Math.round(blocks / Math.max(1, stretch.segments.length)));
  return stretch.segments.filter((segment) => segment.t.length >= perSegment * minSamplesPerBlock).map((segment) => floorOf(segment, perSegment));
}

function floorOf(segment: Segment, count: number): Floor {
  const floor: Floor = { timesMs: [], work: [], bytes: [], rate: segment.rate };
  const bound = (index: number) => Math.round((index * segment.t.length) / count);
  for (let block = 0; block < count; block++) {
    const from = bound(block);
    const to = bound(block + 1);
    const middleMs = ((segment.t[from] as number) + (segment.t[to - 1] as number)) / 2;
    floor.timesMs.push(middleMs);
    floor.work.push(segment.workOffset + (segment.rate * middleMs) / 1000);
    floor.bytes.push(segment.hard.subarray(from, to).reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY));
  }
  return floor;
}
