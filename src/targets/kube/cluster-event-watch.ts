import type { CoreV1Api, CoreV1Event, KubeConfig } from '@kubernetes/client-node';
import type { Clock, EventSink } from '../../ports/event-sink.ts';
import type { EventOf } from '../../recording/events.ts';
import { type RunningWatch, watchForEver } from './watch-loop.ts';

export interface ClusterEventRequest {
  readonly client: { readonly kubeConfig: KubeConfig; readonly core: CoreV1Api };
  readonly namespace: string;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly isOwnNode: (node: string) => boolean;
  readonly isOwnPod: (uid: string) => boolean;
}

/** Events about nodes have no namespace of their own and are kept here. */
const nodeNamespace = 'default';

/** Records what the cluster says from now on about the pods and controllers of the namespace, and about the nodes that carry them. */
export async function watchClusterEvents(request: ClusterEventRequest): Promise<RunningWatch> {
  const { namespace, isOwnNode, isOwnPod } = request;
  const isOwn = ({ involvedObject: { kind, uid } }: CoreV1Event) => kind !== 'Pod' || uid === undefined || isOwnPod(uid);
  const own = await watchEvents(request, { namespace, query: {}, wanted: isOwn });
  const nodes = await watchEvents(request, {
    namespace: nodeNamespace,
    query: { fieldSelector: 'involvedObject.kind=Node' },
    wanted: ({ involvedObject }) => isOwnNode(involvedObject.name ?? ''),
  });
  return {
    async stop() {
      await Promise.all([own.stop(), nodes.stop()]);
    },
  };
}

interface Scope {
  readonly namespace: string;
  readonly query: { readonly fieldSelector?: string };
  readonly wanted: (event: CoreV1Event) => boolean;
}

/** A right that is missing costs evidence, not the run: it is noted. */
async function watchEvents({ client, clock, emit }: ClusterEventRequest, { namespace, query, wanted }: Scope): Promise<RunningWatch> {
  const take = (event: CoreV1Event) => {
    if (wanted(event)) emit(kubeEventOf(event, clock()));
  };
  let known: ReadonlySet<string> | undefined;
  try {
    return await watchForEver<CoreV1Event>({
      kubeConfig: client.kubeConfig,
      path: `/api/v1/namespaces/${namespace}/events`,
      query,
      list: async () => {
        const { items, metadata } = await client.core.listNamespacedEvent({ namespace, ...query });
        return { items, resourceVersion: metadata?.resourceVersion };
      },
      // What stands there at the start is of the time before; listed anew, only what is new is of this recording.
      listed(items) {
        for (const event of items) if (known && !known.has(version(event))) take(event);
        known = new Set(items.map(version));
      },
      changed: (type, event) => {
        known = new Set(known).add(version(event));
        if (type !== 'DELETED') take(event);
      },
      outage: () => undefined,
      clock,
    });
  } catch (error) {
    emit({ kind: 'note', t: clock(), code: 'cluster-events-unread', text: `events of namespace ${namespace} cannot be read: ${(error as Error).message}` });
    return { stop: async () => undefined };
  }
}

const version = ({ metadata }: CoreV1Event): string => `${metadata.uid} ${metadata.resourceVersion}`;

/** `spec.containers{name}` names the container that an event is about (kubelet, container/ref.go). */
function containerOf(fieldPath: string | undefined): string | undefined {
  return /\{(.+)\}$/.exec(fieldPath ?? '')?.[1];
}

function kubeEventOf(event: CoreV1Event, t: number): EventOf<'kube-event'> {
  const { involvedObject: about, source, reportingComponent } = event;
  const at = event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
  const container = containerOf(about.fieldPath);
  const component = source?.component || reportingComponent;
  return {
    kind: 'kube-event',
    t,
    about: { kind: about.kind ?? '', name: about.name ?? '', ...(about.uid ? { uid: about.uid } : {}), ...(container ? { container } : {}) },
    type: event.type ?? '',
    reason: event.reason ?? '',
    message: (event.message ?? '').slice(0, keptMessageLength),
    count: event.series?.count ?? event.count ?? 1,
    ...(at ? { at: new Date(at).toISOString() } : {}),
    ...(component ? { component } : {}),
  };
}

/** What the API server itself allows for a note of an event (events.k8s.io/v1). */
const keptMessageLength = 1024;
