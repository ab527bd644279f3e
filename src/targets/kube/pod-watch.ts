import type { CoreV1Api, KubeConfig, V1Pod } from '@kubernetes/client-node';
import type { Clock, EventSink } from '../../ports/event-sink.ts';
import { watchClusterEvents } from './cluster-event-watch.ts';
import { watchNodes } from './node-watch.ts';
import { podChanges, podGone } from './pod-events.ts';
import { type RunningWatch, watchForEver } from './watch-loop.ts';

export interface PodWatchRequest {
  readonly client: { readonly kubeConfig: KubeConfig; readonly core: CoreV1Api };
  readonly namespace: string;
  /** Label selector of the pods that are recorded. */
  readonly selector: string;
  readonly emit: EventSink;
  readonly clock: Clock;
  /** Called for every state of every pod, before its events are written. */
  readonly onPod: (pod: V1Pod) => void;
  /** Takes values of the workload's environment out of text that it may have written. */
  readonly redact?: (text: string) => string;
}

/**
 * Records every transition of the selected pods, what the cluster says about them, and the state of their nodes, until it is stopped. Call it before
 * the pods are made: it resolves once nothing can be missed. Rejects where pods may not be listed or watched.
 */
export async function watchPods(request: PodWatchRequest): Promise<RunningWatch> {
  const { client, namespace, selector, clock, emit } = request;
  const nodes = watchNodes({ core: client.core, clock, emit });
  const ledger = podLedger(request, (node) => nodes.add(node));
  const events = await watchClusterEvents({ client, namespace, clock, emit, isOwnNode: (node) => nodes.has(node), isOwnPod: ledger.has });
  const around = { stop: async () => void (await Promise.all([events.stop(), nodes.stop()])) };
  const pods = await watchForEver<V1Pod>({
    kubeConfig: client.kubeConfig,
    path: `/api/v1/namespaces/${namespace}/pods`,
    query: { labelSelector: selector },
    list: async () => {
      const { items, metadata } = await client.core.listNamespacedPod({ namespace, labelSelector: selector });
      return { items, resourceVersion: metadata?.resourceVersion };
    },
    listed: ledger.listed,
    changed: (type, pod) => (type === 'DELETED' ? ledger.gone(pod) : ledger.seen(pod)),
    outage: (forMs, why) =>
      emit({ kind: 'note', t: clock(), code: 'api-server-unheard', text: `the API server was not heard for ${Math.round(forMs / 1000)} s: ${why}` }),
    clock,
  }).catch(async (error: unknown) => {
    await around.stop();
    throw error;
  });
  return { stop: async () => void (await Promise.all([pods.stop(), around.stop()])) };
}

interface PodLedger {
  seen(pod: V1Pod): void;
  gone(pod: V1Pod): void;
  listed(pods: readonly V1Pod[]): void;
  has(uid: string): boolean;
}

/** Remembers the last state of each pod, so that only what is new is told. */
function podLedger({ emit, clock, onPod, redact = (text) => text }: PodWatchRequest, onNode: (node: string) => void): PodLedger {
  const pods = new Map<string, V1Pod>();
  const everSeen = new Set<string>();
  const seen = (pod: V1Pod) => {
    const uid = pod.metadata?.uid ?? '';
    onPod(pod);
    if (pod.spec?.nodeName) onNode(pod.spec.nodeName);
    for (const event of podChanges(pods.get(uid), pod, { t: clock(), redact })) emit(event);
    pods.set(uid, pod);
    everSeen.add(uid);
  };
  const gone = (pod: V1Pod) => {
    // The last object can hold a transition that was not told yet.
    seen(pod);
    for (const event of podGone(pod, { t: clock(), redact })) emit(event);
    pods.delete(pod.metadata?.uid ?? '');
  };
  return {
    seen,
    gone,
    has: (uid) => everSeen.has(uid),
    listed(items) {
      const present = new Set(items.map((pod) => pod.metadata?.uid));
      for (const [uid, pod] of pods) if (!present.has(uid)) gone(pod);
      for (const pod of items) seen(pod);
    },
  };
}
