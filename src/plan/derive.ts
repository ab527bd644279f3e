import type { Plan, Variant } from './plan.ts';

/** Holds that a profile lasts; a burst of `spike` is a quarter of one. A script of its own is taken to last as long as the levels say. */
function holdsOf({ profile, levels }: Plan['load']): number {
  const fixed: Partial<Record<Plan['load']['profile'], number>> = { surge: 3, soak: 1, spike: 3.5 };
  return fixed[profile] ?? levels.length;
}

/** Milliseconds from readiness to the end of a variant of the plan, planned: idle, the levels, drain, and cooldown after a whole ladder. */
export function variantDurationMs(plan: Plan, variant: Pick<Variant, 'load'> & Partial<Pick<Variant, 'purpose'>>): number {
  const { load } = plan;
  if (variant.purpose === 'heap') return 2 * (load.idleMs + load.holdMs + load.drainMs);
  const whole = variant.load === 'ladder';
  return load.idleMs + (whole ? holdsOf(load) : 1) * load.holdMs + load.drainMs + (whole ? load.cooldownMs : 0);
}
