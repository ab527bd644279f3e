import type { CoreV1Api } from '@kubernetes/client-node';
import type { Clock, EventSink } from '../../ports/event-sink.ts';
import { type NodeReading, nodeStateOf, type StatsSummary } from './node-state.ts';
import { longestStopMs, pause, type RunningWatch } from './watch-loop.ts';

export interface NodeWatchRequest {
  readonly core: CoreV1Api;
  readonly clock: Clock;
  readonly emit: EventSink;
}

export interface NodeWatch extends RunningWatch {
  add(node: string): void;
  has(node: string): boolean;
}

/** A kubelet looks at its node this often when it decides about eviction (kubelet, eviction manager). */
const everyMs = 10_000;

/** Records the state of each node that was added, at once and then every 10 s. What may not be read is null, and noted once. */
export function watchNodes({ core, clock, emit }: NodeWatchRequest): NodeWatch {
  const nodes = new Set<string>();
  const noted = new Set<string>();
  const stopping = new AbortController();
  const denied = (what: string) => (error: unknown) => {
    if (!noted.has(what) && !stopping.signal.aborted)
      emit({ kind: 'note', t: clock(), code: 'node-state-unread', text: `${what} cannot be read: ${(error as Error).message.split('\n')[0]}` });
    noted.add(what);
    return undefined;
  };
  const read = async (node: string): Promise<void> => {
    const [object, summary, pods] = await Promise.all([
      core.readNode({ name: node }).catch(denied(`node ${node}`)),
      core
        .connectGetNodeProxyWithPath({ name: node, path: 'stats/summary' })
        .then(asSummary)
        .catch(denied(`usage of node ${node}`)),
      core.listPodForAllNamespaces({ fieldSelector: `spec.nodeName=${node}` }).catch(denied(`pods of node ${node}`)),
    ]);
    const reading: NodeReading = { node: object, summary, pods: pods?.items };
    if (object && !stopping.signal.aborted) emit(nodeStateOf(node, reading, clock()));
  };
  const loops: Promise<void>[] = [];
  const loop = async (node: string): Promise<void> => {
    while (!stopping.signal.aborted) {
      await read(node);
      await pause(everyMs, stopping.signal);
    }
  };
  return {
    add(node) {
      if (nodes.has(node)) return;
      nodes.add(node);
      loops.push(loop(node));
    },
    has: (node) => nodes.has(node),
    async stop() {
      const enough = new AbortController();
      stopping.abort();
      await Promise.race([Promise.all(loops), pause(longestStopMs, enough.signal)]);
      enough.abort();
    },
  };
}

function asSummary(body: string): StatsSummary {
  return (typeof body === 'string' ? JSON.parse(body) : body) as StatsSummary;
}
