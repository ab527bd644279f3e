import type { Plan } from '../plan/plan.ts';
import { MiB } from '../shared/quantity.ts';

/** Resolution of the search at a limit, bytes. Never below 1 MiB, because the final limit is a whole Mi. */
export function stepBytes(plan: Plan, limitBytes: number): number {
  return Math.max(MiB, plan.policy.step.minBytes, plan.policy.step.fraction * limitBytes);
}

export const ceilMebibyte = (bytes: number): number => Math.ceil(bytes / MiB) * MiB;
export const floorMebibyte = (bytes: number): number => Math.floor(bytes / MiB) * MiB;

/** Next multiple of the step at or above the value, as a whole Mi. */
export function ceilToStep(plan: Plan, bytes: number): number {
  const step = stepBytes(plan, bytes);
  return ceilMebibyte(Math.ceil(bytes / step) * step);
}
