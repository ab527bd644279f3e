import { commonSlope } from '../../shared/stats/theil-sen.ts';
import type { Floor } from './floor.ts';

export type Axis = 'timesMs' | 'work';

/**
 * One curve out of several floors: jumps between levels are taken out and the unseen time between them is bridged with the slope that is common
 * to all, so that only the growth inside levels is left. x counts seen time (or work) alone.
 */
export function stitch(floors: readonly Floor[], axis: Axis): { readonly xs: number[]; readonly ys: number[]; readonly slope: number } {
  const slope = commonSlope(floors.map((floor) => ({ xs: floor[axis], ys: floor.bytes }))) ?? 0;
  const xs: number[] = [];
  const ys: number[] = [];
  for (const floor of floors) {
    const positions = floor[axis];
    const first = positions[0] as number;
    const gap = ((positions.at(-1) as number) - first) / Math.max(1, positions.length - 1);
    const x0 = xs.length === 0 ? 0 : (xs.at(-1) as number) + gap;
    const y0 = ys.length === 0 ? 0 : (ys.at(-1) as number) + slope * gap;
    xs.push(...positions.map((position) => x0 + position - first));
    ys.push(...floor.bytes.map((bytes) => y0 + bytes - (floor.bytes[0] as number)));
  }
  return { xs, ys, slope };
}
