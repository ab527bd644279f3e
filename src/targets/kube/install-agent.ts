import { setTimeout as sleep } from 'node:timers/promises';
import type { V1DaemonSet, V1Pod } from '@kubernetes/client-node';
import type { Agent, AgentConnection, AgentManifestsRequest } from '../../ports/agent.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { agentTransport } from './agent-transport.ts';
import type { KubeApi } from './api/api.ts';
import { explaining, fenceOf } from './failures.ts';
import { labels } from './names.ts';
import { applyAll } from './objects.ts';
import { lastWarnings, refusedPods, warnings } from './pods/namespace-events.ts';
import { podProblem, stateInWords } from './pods/problem.ts';

const pollMs = 250;
const readyWithinMs = 120_000;
/** Of the DaemonSet in `agentManifests`. */
export const agentDaemonSet = 'highwater-agent';

async function isReady(api: KubeApi, namespace: string): Promise<boolean> {
  const { status, metadata } = await api.call<V1DaemonSet>(`/apis/apps/v1/namespaces/${namespace}/daemonsets/${agentDaemonSet}`);
  if (!status || (status.observedGeneration ?? 0) < (metadata?.generation ?? 0)) return false;
  return status.desiredNumberScheduled > 0 && status.numberReady >= status.desiredNumberScheduled;
}

/** Why pods of ours are not ready: what one of them waits for, or what their making was refused for. `final`: it will not end by itself. */
export async function obstacle(api: KubeApi, namespace: string, component: string): Promise<{ readonly text: string; readonly final: boolean } | undefined> {
  const query = { labelSelector: `${labels.component}=${component}` };
  const { items } = await api.call<{ items: V1Pod[] }>(`/api/v1/namespaces/${namespace}/pods`, { query });
  const events = await warnings(api, namespace);
  const refused = items.length === 0 ? refusedPods(events) : undefined;
  if (refused !== undefined) return { text: fenceOf(refused).text, final: true };
  for (const pod of items) {
    const problem = podProblem(pod);
    if (problem) return { text: problem.what, final: problem.patienceMs === 0 };
    if (pod.status?.phase !== 'Running') return { text: [stateInWords(pod), ...lastWarnings(events, pod.metadata?.uid)].join('; '), final: false };
  }
  return undefined;
}

function notReady(why: string): HighwaterError {
  return new HighwaterError('environment-missing', `the sampler does not start in the cluster: ${why}`, {
    hint: 'its image must be had on the nodes, and its namespace must admit privileged pods: docs/agent.md',
  });
}

/** Puts an agent on every node and waits until all are ready: a workload that starts earlier would lose its first samples. */
export async function installAgent(api: KubeApi, agent: Agent, request: AgentManifestsRequest): Promise<AgentConnection> {
  const objects = await agent.manifests(request);
  await explaining('the sampler', () => applyAll(api, objects));
  const giveUpAt = performance.now() + readyWithinMs;
  while (!(await isReady(api, request.namespace))) {
    const found = await obstacle(api, request.namespace, 'agent');
    const late = performance.now() > giveUpAt;
    if (found?.final || late) throw notReady(found?.text ?? `it was not ready within ${readyWithinMs / 1000} s`);
    await sleep(pollMs);
  }
  return agent.connect(agentTransport(api, request.namespace, agent.port), request.token);
}
