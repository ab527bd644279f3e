import { perPod } from '../../per-pod.ts';
import type { PatchFormat, PatchInput } from '../patch.ts';
import { cpuText, quantityText } from '../quantity-text.ts';
import { yamlText } from '../yaml-text.ts';

/** A rolling update of a Deployment adds a quarter of its pods, rounded up (Deployment API, maxSurge default 25 %). Others replace pod by pod. */
const surge = (kind: string, replicas: number) => (kind === 'Deployment' ? Math.ceil(replicas / 4) : 0);

type Container = PatchInput['containers'][number];
type Pick = (container: Container) => number | null;

/** Room for as many pods as the autoscaler may ask for, and for a rollout at that moment: a quota that is too small blocks both. */
export const resourceQuota: PatchFormat = {
  file: 'resource-quota.yaml',
  what: 'ResourceQuota: room for all pods of this workload at its most',
  use: () => 'kubectl apply -n NAMESPACE -f resource-quota.yaml, after adding what else runs in the namespace',
  needs: 'limit',
  write: (input) => {
    const { recommendation, workload, containers } = input;
    const replicas = recommendation.hpa?.maxReplicas ?? null;
    if (replicas === null) return { none: 'the number of pods is not known: replica counts need traffic in the plan' };
    const bare = recommendation.containers.find(({ memory }) => memory.limitBytes === null || memory.requestBytes === null);
    if (bare !== undefined) return { none: `container ${bare.name} has no request and limit: under a quota its pods would be refused` };
    const pods = replicas + surge(workload.kind, replicas);
    const sum = (pick: Pick) => perPod(containers, pick);
    const cpu = containers.every(({ cpuRequestMillicores }) => cpuRequestMillicores !== null) ? sum(({ cpuRequestMillicores }) => cpuRequestMillicores) : null;
    const hard = {
      pods: String(pods),
      'requests.memory': quantityText(pods * sum(({ requestBytes }) => requestBytes)),
      'limits.memory': quantityText(pods * sum(({ limitBytes }) => limitBytes)),
      ...(cpu !== null && { 'requests.cpu': cpuText(pods * cpu) }),
    };
    const object = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: `${workload.name}-quota` }, spec: { hard } };
    const counted = pods === replicas ? `${replicas} pods.` : `${replicas} pods and ${pods - replicas} more while a rollout goes on.`;
    return { text: yamlText(input, [object], [`For this workload alone: ${counted} Everything else in the namespace comes on top.`]) };
  },
};
