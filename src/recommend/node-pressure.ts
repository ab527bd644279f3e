import { formatMemory } from '../shared/quantity.ts';
import type { ContainerRecommendation } from './document.ts';

type Memory = Pick<ContainerRecommendation['memory'], 'qosClass' | 'requestBytes' | 'limitBytes'>;

const GiB = 2 ** 30;
/** A small and a usual node, so that a formula becomes a number that can be compared. */
const exampleNodesBytes = [4 * GiB, 16 * GiB];

/** Source: Kubernetes, "Node-pressure Eviction", table of oom_score_adj; pkg/kubelet/qos/policy.go. */
export function oomScoreAdj(requestBytes: number, nodeBytes: number): number {
  return Math.min(999, Math.max(2, 1000 - Math.trunc((1000 * requestBytes) / nodeBytes)));
}

function score({ qosClass, requestBytes }: Memory): string {
  if (qosClass === 'Guaranteed') return 'when the node itself runs out of memory the kernel takes it last (oom_score_adj -997)';
  if (qosClass === 'BestEffort' || requestBytes === null) return 'when the node itself runs out of memory the kernel takes it first (oom_score_adj 1000)';
  const examples = exampleNodesBytes
    .filter((bytes) => bytes > requestBytes)
    .map((bytes) => `${oomScoreAdj(requestBytes, bytes)} on a node of ${bytes / GiB}Gi`);
  const numbers = examples.length === 0 ? '' : `: ${examples.join(', ')}`;
  return `when the node itself runs out of memory the kernel weighs its oom_score_adj${numbers}; the higher, the sooner`;
}

function eviction({ requestBytes, limitBytes }: Memory): string {
  if (requestBytes === null) return 'without a request it is among the first that a kubelet evicts';
  if (limitBytes !== null && requestBytes >= limitBytes)
    return 'it can never use more than it requests, so a kubelet evicts every pod that does before this one';
  return `whenever it uses more than ${formatMemory(requestBytes)} it is among the first that a kubelet evicts`;
}

function overcommit({ requestBytes, limitBytes }: Memory): string {
  if (requestBytes === null || limitBytes === null || limitBytes <= requestBytes) return '';
  const times = Number((limitBytes / requestBytes).toPrecision(3));
  return `; a node filled with such pods by request is promised ${times} times what it has, and runs out when they all peak together`;
}

/** What request and class mean on a node that is short of memory, in words; undefined where no limit is recommended. */
export function underNodePressure(memory: Memory): string | undefined {
  if (memory.limitBytes === null) return undefined;
  return `${eviction(memory)}; ${score(memory)}${overcommit(memory)}`;
}

/** A container with these words, once its class in the whole pod is known. */
export function withNodePressure(container: ContainerRecommendation): ContainerRecommendation {
  const words = underNodePressure(container.memory);
  return words === undefined ? container : { ...container, memory: { ...container.memory, underNodePressure: words } };
}
