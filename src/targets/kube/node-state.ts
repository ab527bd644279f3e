import type { V1Node, V1Pod } from '@kubernetes/client-node';
import type { EventOf } from '../../recording/events.ts';
import { parseMemoryBytes } from '../../shared/quantity.ts';
import { specifiedContainers } from './pod-containers.ts';

/** What of a kubelet's `stats/summary` is used (k8s.io/kubelet/pkg/apis/stats/v1alpha1). */
export interface StatsSummary {
  readonly node?: { readonly memory?: { readonly workingSetBytes?: number } };
  readonly pods?: readonly { readonly podRef: { readonly uid: string }; readonly memory?: { readonly workingSetBytes?: number } }[];
}

export interface NodeReading {
  readonly node: V1Node | undefined;
  readonly summary: StatsSummary | undefined;
  readonly pods: readonly V1Pod[] | undefined;
}

const bytes = (text: string | undefined): number => (text === undefined ? 0 : (parseMemoryBytes(String(text)) ?? 0));

type Resource = 'requests' | 'limits';

/** The larger of what runs together and of what the largest init container wants beside the sidecars (Kubernetes, "Init Containers: resource sharing"). */
function podBytes(pod: V1Pod, resource: Resource): number {
  const overhead = bytes(pod.spec?.overhead?.memory);
  const ofPod = bytes(pod.spec?.resources?.[resource]?.memory);
  if (ofPod > 0) return ofPod + overhead;
  const of = (wanted: string) =>
    specifiedContainers(pod)
      .filter(({ role }) => role === wanted)
      .map(({ container }) => bytes(container.resources?.[resource]?.memory));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const sidecars = sum(of('sidecar'));
  return Math.max(sum(of('app')) + sidecars, Math.max(0, ...of('init')) + sidecars) + overhead;
}

/** A pod is limited by its own limit, or where every container is. */
function podLimitBytes(pod: V1Pod): number | null {
  if (pod.spec?.resources?.limits?.memory) return podBytes(pod, 'limits');
  const unlimited = specifiedContainers(pod).some(({ container, role }) => role !== 'init' && bytes(container.resources?.limits?.memory) === 0);
  return unlimited ? null : podBytes(pod, 'limits');
}

export function nodeStateOf(name: string, { node, summary, pods }: NodeReading, t: number): EventOf<'node-state'> {
  const condition = (type: string) => node?.status?.conditions?.some((each) => each.type === type && each.status === 'True') ?? false;
  const usage = new Map(summary?.pods?.map(({ podRef, memory }) => [podRef.uid, memory?.workingSetBytes]));
  const living = pods?.filter(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed');
  return {
    kind: 'node-state',
    t,
    node: name,
    capacityBytes: bytes(node?.status?.capacity?.memory) || null,
    allocatableBytes: bytes(node?.status?.allocatable?.memory) || null,
    requestedBytes: living ? living.reduce((total, pod) => total + podBytes(pod, 'requests'), 0) : null,
    usageBytes: summary?.node?.memory?.workingSetBytes ?? null,
    ready: condition('Ready'),
    memoryPressure: condition('MemoryPressure'),
    pods: living
      ? living.map((pod) => ({
          namespace: pod.metadata?.namespace ?? '',
          name: pod.metadata?.name ?? '',
          uid: pod.metadata?.uid ?? '',
          qosClass: pod.status?.qosClass ?? '',
          priority: pod.spec?.priority ?? null,
          requestBytes: podBytes(pod, 'requests'),
          limitBytes: podLimitBytes(pod),
          usageBytes: usage.get(pod.metadata?.uid ?? '') ?? null,
        }))
      : null,
  };
}
