import type { KubeConfig } from '@kubernetes/client-node';

export interface Listed<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string | undefined;
}

export interface WatchRequest<T> {
  readonly kubeConfig: KubeConfig;
  /** Of the collection, as `/api/v1/namespaces/NS/pods`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Everything there is now; called at the start and again when the API server no longer knows where the watch was. */
  list(): Promise<Listed<T>>;
  listed(items: readonly T[]): void;
  changed(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: T): void;
  /** The API server was not heard for a while; nothing is lost of what it kept. */
  outage(forMs: number, why: string): void;
  readonly clock: () => number;
}

export interface RunningWatch {
  stop(): Promise<void>;
}

interface Versioned {
  readonly code?: number;
  readonly message?: string;
  readonly metadata?: { readonly resourceVersion?: string };
}

const firstRetryMs = 200;
const longestRetryMs = 5000;
/** Shorter breaks are what any watch has. */
const worthSayingMs = 1000;

/**
 * Lists, then watches from the version of the list, so that nothing between the two is lost. The watch ends every 30 s without news and goes on from the
 * last version; after 410 Gone it lists anew. Rejects when the first list fails, afterwards it tries again for ever.
 */
export async function watchForEver<T>(request: WatchRequest<T>): Promise<RunningWatch> {
  const { Watch } = await import('@kubernetes/client-node');
  const watch = new Watch(request.kubeConfig);
  const stopping = new AbortController();
  let version = await listOnce(request);
  let failedSinceMs: number | undefined;
  let retryMs = firstRetryMs;
  const heard = () => {
    if (failedSinceMs !== undefined && request.clock() - failedSinceMs > worthSayingMs) request.outage(request.clock() - failedSinceMs, lastError);
    failedSinceMs = undefined;
    retryMs = firstRetryMs;
  };
  let lastError = '';
  const round = async (): Promise<void> => {
    version ??= await listOnce(request);
    heard();
    const ended = await watchOnce(watch, request, version, stopping.signal, (newer) => {
      version = newer;
    });
    if (ended === 'gone') version = undefined;
    else if (ended !== undefined) throw ended;
  };
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await round();
      } catch (error) {
        failedSinceMs ??= request.clock();
        lastError = (error as Error).message;
        await pause(retryMs, stopping.signal);
        retryMs = Math.min(longestRetryMs, retryMs * 2);
      }
    }
  };
  const done = loop();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

async function listOnce<T>(request: WatchRequest<T>): Promise<string | undefined> {
  const { items, resourceVersion } = await request.list();
  request.listed(items);
  return resourceVersion;
}

/** Undefined: ended as a quiet watch does; `gone`: the version is too old; an error else. */
async function watchOnce<T>(
  watch: InstanceType<typeof import('@kubernetes/client-node').Watch>,
  request: WatchRequest<T>,
  version: string | undefined,
  signal: AbortSignal,
  newVersion: (version: string) => void,
): Promise<'gone' | Error | undefined> {
  let expired = false;
  const ended = Promise.withResolvers<Error | undefined>();
  const take = (type: string, object: T & Versioned) => {
    if (type === 'ERROR') {
      expired = object.code === 410;
      if (!expired) ended.resolve(new Error(object.message ?? 'the watch failed'));
      return;
    }
    if (object.metadata?.resourceVersion) newVersion(object.metadata.resourceVersion);
    if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') request.changed(type, object);
  };
  const query = { ...request.query, allowWatchBookmarks: 'true', ...(version === undefined ? {} : { resourceVersion: version }) };
  const controller = await watch.watch(request.path, query, take, (error) => ended.resolve(error ?? undefined));
  const abort = () => controller.abort();
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  const error = await ended.promise;
  signal.removeEventListener('abort', abort);
  controller.abort();
  if (expired || (error as { statusCode?: number } | undefined)?.statusCode === 410) return 'gone';
  const quiet = error === undefined || error.name === 'TimeoutError' || error.name === 'AbortError';
  return quiet ? undefined : error;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
