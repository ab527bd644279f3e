import { randomBytes } from 'node:crypto';
import type { V1Node } from '@kubernetes/client-node';
import type { Plan } from '../../plan/plan.ts';
import type { Agent, AgentConnection, KubeObject } from '../../ports/agent.ts';
import type { Environment } from '../../ports/target.ts';
import { MiB } from '../../shared/quantity.ts';
import { type Entrance, findEntrance } from './access.ts';
import type { KubeApi } from './api/api.ts';
import { type Claim, namespaceObject, ownSelector } from './claim.ts';
import type { KubeClient } from './client.ts';
import { explaining } from './failures.ts';
import type { KubeHost } from './host.ts';
import { agentDaemonSet, installAgent } from './install-agent.ts';
import type { Prepared } from './manifests/prepare.ts';
import { agentNamespace, runNamespace } from './names.ts';
import { availableBytes, candidateNodes, fingerprintOf } from './nodes.ts';
import { applyAll, clusterObjects, emptyNamespace, type Layout, removeAll, removeNamespace, sizedWorkload, surroundings, untilNotEnding } from './objects.ts';
import { rehearsePod, rehearseSurroundings } from './rehearsal/rehearse-pod.ts';
import { secretsIn } from './secrets.ts';

/** The agent's image is the one that most machines with Node have; a cluster may have it elsewhere. */
export const agentImage = 'node:24-bookworm-slim';
/** A pod that is scheduled, pulled and started, on a node that has the image. */
const defaultReadyTimeoutMs = 120_000;

/** How k6 comes to the workload: what has to be made for that, and where it then is. */
export interface Door {
  readonly reachable: boolean;
  open(request: { readonly entrance: Entrance; readonly namespace: string; readonly nodes: readonly V1Node[] }): Promise<string>;
}

export interface ProvisionRequest {
  readonly client: KubeClient;
  readonly plan: Plan;
  readonly runId: string;
  readonly prepared: Prepared;
  readonly claim: Claim;
  readonly agent: Agent;
  readonly agentImage: string;
  readonly writable: boolean;
  readonly kernelLog: boolean;
  readonly door: Door;
  readonly loadedImages: ReadonlySet<string>;
  readonly readyTimeoutMs: number | undefined;
  readonly note: (code: string, text: string) => void;
}

export interface Provisioned {
  readonly host: KubeHost;
  readonly fingerprint: Environment['fingerprint'];
  readonly availableBytes: number;
}

function installFor({ client, agent, agentImage: image, writable, kernelLog, claim, runId }: ProvisionRequest): Promise<AgentConnection> {
  const namespace = agentNamespace(runId);
  const token = randomBytes(24).toString('hex');
  return installAgent(client.api, agent, { namespace, image, ...claim, writable, kernelLog, token });
}

/** Where the manifest has no limit: what any program that serves anything starts with. */
const modestLimitBytes = 64 * MiB;

function workloadAt({ plan }: ProvisionRequest, layout: Layout): (limitBytes: number) => KubeObject {
  const { container, cpuMillicores } = plan.workload;
  return (limitBytes) => sizedWorkload(layout, { container, cpuMillicores, limitBytes });
}

/** Asks the API server whether it would take every object, before any load. A pod needs the service account of its namespace, which comes a moment later. */
async function rehearseObjects(request: ProvisionRequest, layout: Layout): Promise<void> {
  const objects = [...surroundings(layout), workloadAt(request, layout)(request.plan.workload.currentLimitBytes ?? modestLimitBytes)];
  const early = objects.filter(({ kind }) => kind !== 'Pod');
  await applyAll(request.client.api, early, { dryRun: true });
}

/** The same of the pods that those objects make: quotas, Pod Security and webhooks act on pods only. Answers what a pod can be given, bytes. */
async function rehearsePods(request: ProvisionRequest, layout: Layout, roomBytes: number): Promise<number> {
  const { client, plan, note } = request;
  const { container, currentLimitBytes: limitBytes = modestLimitBytes } = plan.workload;
  await rehearseSurroundings(client.api, surroundings(layout));
  const ceilingBytes = roomBytes / 2;
  const highest = await rehearsePod({ api: client.api, workloadAt: workloadAt(request, layout), container, limitBytes, ceilingBytes, note });
  return Math.min(roomBytes, highest * 2);
}

/** Makes the namespaces of the run, puts the agents on the nodes, and learns what the nodes are. What it made is removed by whoever called, also when it throws. */
export async function provisionKube(request: ProvisionRequest): Promise<Provisioned> {
  const { client, plan, runId, prepared, claim, door } = request;
  const { api } = client;
  const namespace = runNamespace(runId);
  const entrance = findEntrance([...prepared.surroundings, prepared.workload], plan.workload.url);
  const nodes = await candidateNodes(api);
  // A run that goes on, or begins again, finds those that it gave back on their way out.
  await Promise.all([namespace, agentNamespace(runId)].map((name) => untilNotEnding(api, name)));
  await explaining(`namespace ${namespace}`, () => applyAll(api, [namespaceObject(namespace, claim), ...clusterObjects(prepared, claim.labels)]));
  const partial = {
    ...{ client, namespace, prepared, labels: claim.labels, service: entrance.service, reachable: door.reachable, loadedImages: request.loadedImages },
    node: nodes[0]?.metadata?.name ?? '',
    readyTimeoutMs: request.readyTimeoutMs ?? defaultReadyTimeoutMs,
    secrets: secretsIn([...prepared.surroundings, prepared.workload]),
  };
  await rehearseObjects(request, partial);
  const agents = await installFor(request);
  const facts = await agents.facts();
  const url = await door.open({ entrance, namespace, nodes });
  const roomBytes = await availableBytes(api, nodes, facts);
  return {
    host: { ...partial, agents, url },
    fingerprint: fingerprintOf(nodes[0] as V1Node, facts),
    availableBytes: await rehearsePods(request, partial, roomBytes),
  };
}

/**
 * Removes everything of a run from a cluster that stays: its namespaces with all that is in them, and what lies in none. A namespace takes more than 5 s to go
 * (kubernetes pkg/controller/namespace, namespaceDeletionGracePeriod); not `untilGone`, only its pods are waited for.
 */
export async function giveBackRun(api: KubeApi, runId: string, { clusterScoped }: Prepared, { untilGone = true } = {}): Promise<void> {
  for (const object of [...clusterScoped].reverse()) await api.delete(object);
  const agents = agentNamespace(runId);
  if (!untilGone) await removeAll(api, agents, [{ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: agentDaemonSet, namespace: agents } }]);
  await Promise.all([runNamespace(runId), agents].map((name) => removeNamespace(api, name, { untilGone })));
}

/** Removes what runs left in a cluster that is highwater's own and that nobody else uses. */
export async function removeLeftRuns(api: KubeApi): Promise<void> {
  const { items } = await api.call<{ items: KubeObject[] }>('/api/v1/namespaces', { query: { labelSelector: ownSelector } });
  const left = items.filter(({ metadata }) => (metadata as { deletionTimestamp?: string }).deletionTimestamp === undefined);
  await Promise.all(left.map(({ metadata }) => emptyNamespace(api, metadata.name)));
}
