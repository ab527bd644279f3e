import type { DockerWorkload } from '../../plan/docker-fields.ts';
import type { Plan } from '../../plan/plan.ts';
import { HighwaterError } from '../../shared/errors.ts';

/** The plan's word on how to run the workload in a container. Throws `plan-invalid` where it has none. */
export function dockerWorkload(plan: Plan): DockerWorkload {
  if (plan.workload.docker) return plan.workload.docker;
  throw new HighwaterError('plan-invalid', 'the plan does not say how to run the workload in a container', {
    hint: 'add workload.docker with image, port and ready, or choose another target',
  });
}
