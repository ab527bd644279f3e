import { createHash } from 'node:crypto';
import type { Plan } from './plan.ts';

function withoutValues<T extends { readonly env: Readonly<Record<string, string>> }>(runnable: T): T {
  return { ...runnable, env: Object.fromEntries(Object.keys(runnable.env).map((name) => [name, ''])) };
}

/** The plan as it may be written down: values of environment variables are secrets until shown otherwise, their names are not. */
export function withoutSecrets(plan: Plan): Plan {
  const { local, docker } = plan.workload;
  if (!local && !docker) return plan;
  return {
    ...plan,
    workload: {
      ...plan.workload,
      ...(local && { local: withoutValues(local) }),
      ...(docker && { docker: { ...withoutValues(docker), dependencies: docker.dependencies.map(withoutValues) } }),
    },
  };
}

/** Digest of what is measured, without secrets: equal digests may share a run directory. Heap snapshots may be asked for later: no other recording knows of them. */
export function planDigest(plan: Plan): string {
  const { heapSnapshots: _, ...policy } = plan.policy;
  return createHash('sha256')
    .update(JSON.stringify(withoutSecrets({ ...plan, policy })))
    .digest('hex');
}
