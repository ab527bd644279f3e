import type { Clock } from '../../ports/event-sink.ts';
import type { HighwaterError } from '../../shared/errors.ts';
import type { KubeApi } from './api/api.ts';
import { isNotFound } from './api/api-failure.ts';
import { clusterGone, namespaceGone } from './cluster-gone.ts';
import { pause } from './watch-loop.ts';

export interface Lifeline {
  /** Resolves when nothing that follows could be measured any more. */
  readonly broken: Promise<HighwaterError>;
  /** Asks now, and again for a while where nobody answers. */
  check(): Promise<HighwaterError | undefined>;
  stop(): void;
}

export interface LifelineRequest {
  readonly api: KubeApi;
  /** Of the run. */
  readonly namespace: string;
  readonly clock: Clock;
  readonly times?: { readonly everyMs: number; readonly longestOutageMs: number };
}

/**
 * A watch that hears nothing cannot tell a quiet cluster from a dead one, so the API server is asked. It may be away for twice what a static pod needs to
 * come back: samples and pod states wait for it on the other side.
 */
const usualTimes = { everyMs: 5000, longestOutageMs: 120_000 };

/** Asks whether the cluster answers and still has the namespace of the run, until it is stopped. */
export function watchLifeline({ api, namespace, clock, times = usualTimes }: LifelineRequest): Lifeline {
  const stopping = new AbortController();
  const broken = Promise.withResolvers<HighwaterError>();
  let heardMs = clock();
  const ask = async (once: boolean, longestOutageMs: number): Promise<HighwaterError | undefined> => {
    try {
      const { metadata } = await api.call<{ metadata: { deletionTimestamp?: string } }>(`/api/v1/namespaces/${namespace}`, { once });
      heardMs = clock();
      return metadata.deletionTimestamp === undefined ? undefined : namespaceGone(namespace);
    } catch (error) {
      if (isNotFound(error)) return namespaceGone(namespace);
      return clock() - heardMs > longestOutageMs ? clusterGone(clock() - heardMs, error as Error) : undefined;
    }
  };
  void (async () => {
    while (!stopping.signal.aborted) {
      const why = await ask(true, times.longestOutageMs);
      if (why) broken.resolve(why);
      await pause(times.everyMs, stopping.signal);
    }
  })();
  return { broken: broken.promise, check: () => ask(false, 0), stop: () => stopping.abort() };
}
