import type { Plan, Variant } from './plan.ts';

/**
 * Milliseconds from readiness to the end of a variant of the plan: idle, the levels, drain, and cooldown after a whole ladder. A
 * script with scenarios of its own is taken to last as long as the levels say.
 */
export function variantDurationMs(plan: Plan, variant: Pick<Variant, 'load'>): number {
  const { load } = plan;
  const levels = variant.load === 'peak' ? 1 : load.levels.length;
  return load.idleMs + levels * load.holdMs + load.drainMs + (variant.load === 'ladder' ? load.cooldownMs : 0);
}
