import type { Watch } from '@kubernetes/client-node';

interface Versioned {
  readonly code?: number;
  readonly message?: string;
  readonly metadata?: { readonly resourceVersion?: string };
}

export interface WatchedPath {
  /** Of the collection, as `/api/v1/namespaces/NS/pods`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

export type Change = 'ADDED' | 'MODIFIED' | 'DELETED';

export interface WatchListener<T> {
  changed(type: Change, object: T): void;
  /** Everything up to this version has been told. */
  reached(version: string): void;
}

/** Watches from a version until the connection ends. `gone`: the API server no longer has that version; rejects when it could not be heard. */
export async function watchOnce<T>(
  watch: Watch,
  { path, query }: WatchedPath,
  version: string | undefined,
  listener: WatchListener<T>,
  signal: AbortSignal,
): Promise<'ended' | 'gone'> {
  const ended = Promise.withResolvers<unknown>();
  const take = (type: string, object: T & Versioned) => {
    if (type === 'ERROR') return ended.resolve(Object.assign(new Error(object.message ?? 'the watch failed'), { statusCode: object.code }));
    if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') listener.changed(type, object);
    if (object.metadata?.resourceVersion) listener.reached(object.metadata.resourceVersion);
  };
  const from = version === undefined ? {} : { resourceVersion: version };
  const controller = await watch.watch(path, { ...query, ...from, allowWatchBookmarks: 'true' }, take, (error) => ended.resolve(error));
  const abort = () => controller.abort();
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  const error = (await ended.promise) as (Error & { statusCode?: number }) | null | undefined;
  signal.removeEventListener('abort', abort);
  controller.abort();
  if (error?.statusCode === 410) return 'gone';
  // A quiet watch is ended by the client after 30 s (client-node, watch.js).
  if (!error || error.name === 'TimeoutError' || error.name === 'AbortError') return 'ended';
  throw error;
}
