import type { V1Node, V1Pod } from '@kubernetes/client-node';
import type { AgentNodeFacts } from '../../ports/agent.ts';
import type { Environment } from '../../ports/target.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { parseMemoryBytes } from '../../shared/quantity.ts';
import type { KubeApi } from './api/api.ts';
import { explaining } from './failures.ts';

/** GOARCH, as a Node object has it, to what uname(2) calls it, as other recordings have it. */
const machines: Readonly<Record<string, string>> = { amd64: 'x86_64', arm64: 'aarch64', arm: 'armv7l', '386': 'i686' };

function isCandidate({ spec, status }: V1Node): boolean {
  const ready = status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  const repels = spec?.taints?.some(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute');
  return ready === true && !spec?.unschedulable && !repels;
}

/** Nodes that take ordinary pods. Throws `environment-missing` where there is none or they may not be read. */
export async function candidateNodes(api: KubeApi): Promise<readonly V1Node[]> {
  const { items } = await explaining('reading the nodes', () => api.call<{ items: V1Node[] }>('/api/v1/nodes'));
  const candidates = items.filter(isCandidate);
  if (candidates.length === 0)
    throw new HighwaterError('environment-missing', 'no node of the cluster is ready and takes ordinary pods', { hint: 'kubectl get nodes' });
  return candidates;
}

const memoryOf = (text: unknown): number => parseMemoryBytes(String(text ?? '')) ?? 0;

function requestedBy({ spec, status }: V1Pod): number {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return 0;
  return (spec?.containers ?? []).reduce((sum, { resources }) => sum + memoryOf(resources?.requests?.memory), 0);
}

/** Memory that a pod can be given on the roomiest node, bytes: what is neither requested nor in use. Where other pods may not be read, what is free. */
export async function availableBytes(api: KubeApi, nodes: readonly V1Node[], facts: readonly AgentNodeFacts[]): Promise<number> {
  const pods = await api.call<{ items: V1Pod[] }>('/api/v1/pods').catch(() => ({ items: [] as V1Pod[] }));
  const rooms = nodes.map(({ metadata, status }) => {
    const requested = pods.items.filter(({ spec }) => spec?.nodeName === metadata?.name).reduce((sum, pod) => sum + requestedBy(pod), 0);
    const free = facts.find(({ node }) => node === metadata?.name)?.memoryAvailableBytes ?? Number.POSITIVE_INFINITY;
    return Math.min(memoryOf(status?.allocatable?.memory) - requested, free);
  });
  return Math.max(...rooms);
}

/** What of the nodes decides whether two recordings may be compared. Throws `environment-missing` where no agent told. */
export function fingerprintOf(node: V1Node, facts: readonly AgentNodeFacts[]): Environment['fingerprint'] {
  const own = facts.find((each) => each.node === node.metadata?.name) ?? facts[0];
  if (!own) throw new HighwaterError('environment-missing', 'no sampler of the cluster answers', { hint: 'highwater clean, then try again' });
  const { node: _node, memoryAvailableBytes: _available, ...known } = own;
  const architecture = node.status?.nodeInfo?.architecture ?? 'unknown';
  return { ...known, architecture: machines[architecture] ?? architecture, pinned: false, visibleCores: own.cores };
}
