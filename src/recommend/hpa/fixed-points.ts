import { type UsageLine, usageAt } from './usage-line.ts';

export interface FixedPointInput {
  readonly line: UsageLine;
  /** Of one pod, in the unit of the line. */
  readonly target: number;
  readonly tolerance: number;
  /** Load of the whole service, iterations per second. */
  readonly load: number;
  /** What each pod still holds of an earlier peak, on top of the line. */
  readonly kept: number;
  readonly from: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Where the controller comes to rest at a steady load. It leaves n for ceil(n x use / target) as soon as the ratio is beyond the tolerance, so with
 * n pods it goes down only when use <= target x (n - 1) / n. Source: memory ground truth, section 6.
 */
export function restingCount({ line, target, tolerance, load, kept, from, min, max }: FixedPointInput): number {
  let count = from;
  // Each step is monotone in one direction; the bound only guards against a cycle between two counts.
  for (let step = 0; step < 1000; step += 1) {
    const ratio = (usageAt(line, load / count) + kept) / target;
    const wanted = Math.abs(1 - ratio) <= tolerance ? count : Math.ceil(ratio * count);
    const next = Math.min(max, Math.max(min, wanted));
    if (next === count) return count;
    count = next;
  }
  return count;
}

/** Whether a pod without any load is already over its target, so that every new pod asks for one more. Real case: jaseci-labs/jac#9055. */
export const runsAway = (line: UsageLine, target: number, tolerance: number): boolean => line.base >= target * (1 + tolerance);
