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

/** What controllers make of other objects: deleted by name, because the garbage collector would give their pods the full grace period, which is not shortened once it runs. */
const madeByControllers = [
  ['apps/v1', 'ReplicaSet'],
  ['batch/v1', 'Job'],
] as const;

async function removeControllers(api: KubeApi, namespace: string, objects: readonly KubeObject[]): Promise<void> {
  for (const object of [...objects].reverse()) {
    if (object.kind !== 'Pod') await api.delete(object, { orphan: templateOf(object) !== undefined });
  }
  for (const [apiVersion, kind] of madeByControllers) {
    for (const made of await api.list(apiVersion, kind, namespace)) await api.delete(made, { orphan: true });
  }
  for (const claim of await api.list('v1', 'PersistentVolumeClaim', namespace)) await api.delete(claim);
}

/** Deletes the objects and every pod and claim of the namespace, and waits until the pods are gone: the next instance starts with nothing of this one. */
export async function removeAll(api: KubeApi, namespace: string, objects: readonly KubeObject[]): Promise<void> {
  await removeControllers(api, namespace, objects);
  const giveUpAt = performance.now() + removalMs;
  const asked = new Set<string>();
  for (let pods = await api.list('v1', 'Pod', namespace); pods.length > 0; pods = await api.list('v1', 'Pod', namespace)) {
    for (const pod of pods) {
      if (!asked.has(pod.metadata.name)) await api.delete(pod, { graceSeconds });
      asked.add(pod.metadata.name);
    }
    if (performance.now() > giveUpAt) {
      throw new HighwaterError('target-failed', `pods do not go away: ${pods.map(({ metadata }) => metadata.name).join(', ')}`, {
        hint: `kubectl describe pod -n ${namespace}; then highwater clean`,
      });
    }
    await sleep(pollMs);
  }
}

/** Deletes a namespace and waits until it is gone. */
export async function removeNamespace(api: KubeApi, name: string): Promise<void> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  const giveUpAt = performance.now() + removalMs;
  await api.delete(namespace);
  for (;;) {
    try {
      await api.call(`/api/v1/namespaces/${name}`);
    } catch (error) {
      if (isNotFound(error)) return;
      throw error;
    }
    if (performance.now() > giveUpAt)
      throw new HighwaterError('target-failed', `namespace ${name} does not go away`, { hint: `kubectl describe namespace ${name}` });
    await sleep(pollMs);
  }
}
