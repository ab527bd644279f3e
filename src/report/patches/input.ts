import type { Plan } from '../../plan/plan.ts';
import type { Recommendation } from '../../recommend/document.ts';
import { plainTree } from '../view/plain-text.ts';
import type { PatchedContainer, PatchInput } from './patch.ts';
import { workloadRef } from './workload-ref.ts';

/** RFC 1123 label: what the API server accepts as the name of a container. */
const containerName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** What patches are written from, or why there can be none at all. */
export function patchInput(plan: Plan, raw: Recommendation): PatchInput | { readonly none: string } {
  const recommendation = plainTree(raw);
  const { ref } = plan.workload;
  if (ref === undefined) return { none: 'the plan names no workload: set workload.ref to Kind/name, for example Deployment/checkout' };
  const workload = workloadRef(ref);
  if (workload === undefined) return { none: `${ref} is not a built-in workload (Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob, Pod)` };
  const strange = recommendation.containers.find(({ name }) => !containerName.test(name));
  if (strange !== undefined) return { none: `container name ${JSON.stringify(strange.name)} is one that Kubernetes refuses` };
  const { scenario, runId, status } = recommendation;
  const verified = status === 'verified';
  return { scenario, runId, recommendation, workload, verified, containers: containersOf(recommendation), notice: noticeOf(recommendation) };
}

/** A limit that failed when it was run again is not offered, whatever stands in the document. */
function containersOf({ containers, status }: Recommendation): PatchedContainer[] {
  if (status === 'refuted' || status === 'none') return [];
  return containers
    .map(({ name, role, memory, cpu }) => ({
      name,
      ...(role && { role }),
      requestBytes: memory.requestBytes,
      limitBytes: memory.limitBytes,
      needBytes: memory.needBytes,
      cpuRequestMillicores: cpu.requestMillicores,
    }))
    .filter(({ limitBytes, requestBytes }) => limitBytes !== null || requestBytes !== null);
}

const loud: Readonly<Record<Recommendation['status'], string>> = {
  verified: 'Verified',
  refuted: 'REFUTED',
  unverified: 'NOT VERIFIED, DO NOT APPLY UNSEEN',
  none: 'NO LIMIT IS RECOMMENDED',
};

function noticeOf({ scenario, runId, status, why }: Recommendation): string[] {
  return [`highwater, scenario ${scenario}, run ${runId}.`, `${loud[status]}: ${why}`];
}
