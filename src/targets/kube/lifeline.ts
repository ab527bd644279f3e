import type { Clock } from '../../ports/event-sink.ts';
import type { HighwaterError } from '../../shared/errors.ts';
import type { KubeApi } from './api/api.ts';
import { isNotFound } from './api/api-failure.ts';
import { clusterGone, namespaceGone } from './cluster-gone.ts';
import { pause } from './watch-loop.ts';

export interface Lifeline {
  /** Resolves when nothing that follows could be measured any more. */
  readonly broken: Promise<HighwaterError>;
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
  void (async () => {
    let heardMs = clock();
    while (!stopping.signal.aborted) {
      try {
        const { metadata } = await api.call<{ metadata: { deletionTimestamp?: string } }>(`/api/v1/namespaces/${namespace}`, { once: true });
        heardMs = clock();
        if (metadata.deletionTimestamp !== undefined) broken.resolve(namespaceGone(namespace));
      } catch (error) {
        if (isNotFound(error)) broken.resolve(namespaceGone(namespace));
        else if (clock() - heardMs > times.longestOutageMs) broken.resolve(clusterGone(clock() - heardMs, error as Error));
      }
      await pause(times.everyMs, stopping.signal);
    }
  })();
  return { broken: broken.promise, stop: () => stopping.abort() };
}
