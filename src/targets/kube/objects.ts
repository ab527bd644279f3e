import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject } from '../../ports/agent.ts';
import { HighwaterError } from '../../shared/errors.ts';
import type { KubeApi } from './api/api.ts';
import { isNotFound } from './api/api-failure.ts';
import { explaining } from './failures.ts';
import type { KubeHost } from './host.ts';
import { onNode, type Placement, placed } from './manifests/place.ts';
import { sized } from './manifests/size.ts';
import { templateOf } from './manifests/workload-kinds.ts';

/** What decides how objects look in the cluster. */
export type Layout = Pick<KubeHost, 'namespace' | 'labels' | 'loadedImages' | 'prepared' | 'node'>;

function placement({ namespace, labels, loadedImages }: Layout, role: Placement['role']): Placement {
  return { namespace, labels, loadedImages, role };
}

/** The workload as it is applied for one recording. */
export function sizedWorkload(host: Layout, sizing: Parameters<typeof sized>[1]): KubeObject {
  const { workload } = host.prepared;
  const pinned = workload.kind === 'DaemonSet' ? onNode(workload, host.node) : workload;
  return placed(sized(pinned, sizing), placement(host, 'workload'));
}

/** Everything around it. */
export function surroundings(host: Layout): KubeObject[] {
  return host.prepared.surroundings.map((object) => placed(object, placement(host, 'surroundings')));
}

/** What lies in no namespace, labelled as the run's own. */
export function clusterObjects(prepared: Layout['prepared'], labels: Layout['labels']): KubeObject[] {
  return prepared.clusterScoped.map((object) => ({ ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } } }));
}

export async function applyAll(api: KubeApi, objects: readonly KubeObject[], options: { readonly dryRun?: boolean } = {}): Promise<void> {
  for (const object of objects) await explaining(object, () => api.apply(object, options));
}

const pollMs = 150;
/** Seconds between SIGTERM and SIGKILL at a removal: what is measured is over, and a program that ignores SIGTERM would cost half a minute a run. */
const graceSeconds = 1;
const removalMs = 120_000;

type Kind = readonly [apiVersion: string, kind: string];

/** What controllers make of other objects: deleted by name, because the garbage collector would give their pods the full grace period, which is not shortened once it runs. */
const madeByControllers: readonly Kind[] = [
  ['apps/v1', 'ReplicaSet'],
  ['batch/v1', 'Job'],
];

/** Whatever makes pods, and what holds ports of the nodes. */
const madeByPeople: readonly Kind[] = [
  ['v1', 'Service'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'DaemonSet'],
  ['batch/v1', 'CronJob'],
];

async function removeKinds(api: KubeApi, namespace: string, kinds: readonly Kind[]): Promise<void> {
  for (const [apiVersion, kind] of kinds) {
    for (const object of await api.list(apiVersion, kind, namespace)) await api.delete(object, { orphan: true });
  }
}

async function removeControllers(api: KubeApi, namespace: string, objects: readonly KubeObject[]): Promise<void> {
  for (const object of [...objects].reverse()) {
    if (object.kind !== 'Pod') await api.delete(object, { orphan: templateOf(object) !== undefined });
  }
  await removeKinds(api, namespace, madeByControllers);
  for (const claim of await api.list('v1', 'PersistentVolumeClaim', namespace)) await api.delete(claim);
}

/**
 * Deletes the objects and every pod and claim of the namespace, and waits until the pods are gone: the next instance starts with nothing of this one. `asked` is
 * called once the deletion of every pod was asked for.
 */
export async function removeAll(
  api: KubeApi,
  namespace: string,
  objects: readonly KubeObject[],
  asked: () => Promise<void> = async () => undefined,
): Promise<void> {
  await removeControllers(api, namespace, objects);
  const giveUpAt = performance.now() + removalMs;
  let told = false;
  const deleted = new Set<string>();
  for (let pods = await api.list('v1', 'Pod', namespace); pods.length > 0; pods = await api.list('v1', 'Pod', namespace)) {
    for (const pod of pods) {
      if (!deleted.has(pod.metadata.name)) await api.delete(pod, { graceSeconds });
      deleted.add(pod.metadata.name);
    }
    if (!told) await asked();
    told = true;
    if (performance.now() > giveUpAt) {
      throw new HighwaterError('target-failed', `pods do not go away: ${pods.map(({ metadata }) => metadata.name).join(', ')}`, {
        hint: `kubectl describe pod -n ${namespace}; then highwater clean`,
      });
    }
    await sleep(pollMs);
  }
}

/** Deletes a namespace of which nothing is known, without giving its pods the time that they ask for. Returns when they are gone; the empty namespace follows. */
export async function emptyNamespace(api: KubeApi, name: string): Promise<void> {
  await removeKinds(api, name, madeByPeople);
  await removeAll(api, name, []);
  await removeNamespace(api, name, { untilGone: false });
}

/** Deletes a namespace, and waits until it is gone unless told not to. */
export async function removeNamespace(api: KubeApi, name: string, { untilGone = true } = {}): Promise<void> {
  await api.delete({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  if (untilGone) await untilNotEnding(api, name);
}

/** Waits while a namespace that was deleted is still there: nothing can be made in it, nor another of its name. */
export async function untilNotEnding(api: KubeApi, name: string): Promise<void> {
  const giveUpAt = performance.now() + removalMs;
  for (;;) {
    try {
      const { metadata } = await api.call<{ metadata: { deletionTimestamp?: string } }>(`/api/v1/namespaces/${name}`);
      if (metadata.deletionTimestamp === undefined) return;
    } catch (error) {
      if (isNotFound(error)) return;
      throw error;
    }
    if (performance.now() > giveUpAt)
      throw new HighwaterError('target-failed', `namespace ${name} does not go away`, { hint: `kubectl describe namespace ${name}` });
    await sleep(pollMs);
  }
}
