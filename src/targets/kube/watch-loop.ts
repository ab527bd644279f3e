import type { KubeConfig } from '@kubernetes/client-node';
import { Outage } from './outage.ts';
import { type Change, type WatchedPath, watchOnce } from './watch-once.ts';

export interface Listed<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string | undefined;
}

export interface WatchRequest<T> extends WatchedPath {
  readonly kubeConfig: KubeConfig;
  /** Everything there is now; called at the start, and again when the API server no longer knows where the watch was. */
  list(): Promise<Listed<T>>;
  listed(items: readonly T[]): void;
  changed(type: Change, object: T): void;
  /** The API server was not heard for a while. What happened meanwhile is told afterwards, as far as it kept it. */
  outage(forMs: number, why: string): void;
  readonly clock: () => number;
}

export interface RunningWatch {
  stop(): Promise<void>;
}

/** A watch that ends at once, again and again, must not become a busy loop. */
const shortestRoundMs = 200;
/** A connection that is just being made, or a request that nobody answers, cannot be ended from here; nothing waits for it longer than this. */
export const longestStopMs = 2000;

/** Lists, then watches from the version of the list, so that nothing in between is lost. Rejects when the first list fails; afterwards it tries for ever. */
export async function watchForEver<T>(request: WatchRequest<T>): Promise<RunningWatch> {
  const version = await listAll(request);
  const stopping = new AbortController();
  const done = rounds(request, version, stopping.signal);
  return {
    async stop() {
      const enough = new AbortController();
      stopping.abort();
      await Promise.race([done, pause(longestStopMs, enough.signal)]);
      enough.abort();
    },
  };
}

async function rounds<T>(request: WatchRequest<T>, first: string | undefined, stopped: AbortSignal): Promise<void> {
  const { Watch } = await import('@kubernetes/client-node');
  const watch = new Watch(request.kubeConfig);
  const outage = new Outage(request.clock, request.outage);
  let version: string | undefined = first;
  let known = true;
  const listener = {
    changed(type: Change, object: T) {
      outage.heard();
      if (!stopped.aborted) request.changed(type, object);
    },
    reached(newer: string) {
      version = newer;
    },
  };
  while (!stopped.aborted) {
    try {
      if (!known) version = await listAll(request);
      const shortest = pause(shortestRoundMs, stopped);
      known = (await watchOnce(watch, request, version, listener, stopped)) === 'ended';
      outage.heard();
      await shortest;
    } catch (error) {
      await pause(outage.failed(error as Error), stopped);
    }
  }
}

async function listAll<T>(request: WatchRequest<T>): Promise<string | undefined> {
  const { items, resourceVersion } = await request.list();
  request.listed(items);
  return resourceVersion;
}

/** Resolves after the time, or at once when the signal comes. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
