import type { Plan } from '../../plan/plan.ts';
import { HighwaterError } from '../../shared/errors.ts';

export type LocalWorkload = NonNullable<Plan['workload']['local']>;

/** The plan's word on how to run the workload on this machine. Throws `plan-invalid` where it has none. */
export function localWorkload(plan: Plan): LocalWorkload {
  if (plan.workload.local) return plan.workload.local;
  throw new HighwaterError('plan-invalid', 'the plan does not say how to run the workload on this machine', {
    hint: 'add workload.local with command, url and ready, or choose another target',
  });
}
