import { createHash } from 'node:crypto';
import type { Plan } from './plan.ts';

/** The plan as it may be written down: values of environment variables are secrets until shown otherwise, their names are not. */
export function withoutSecrets(plan: Plan): Plan {
  const { local } = plan.workload;
  if (!local) return plan;
  const env = Object.fromEntries(Object.keys(local.env).map((name) => [name, '']));
  return { ...plan, workload: { ...plan.workload, local: { ...local, env } } };
}

/** Digest of what is measured, without secrets: equal digests may share a run directory. */
export function planDigest(plan: Plan): string {
  return createHash('sha256')
    .update(JSON.stringify(withoutSecrets(plan)))
    .digest('hex');
}
