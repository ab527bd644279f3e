import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeConfig } from '@kubernetes/client-node';
import type { KubeObject } from '../../../ports/agent.ts';
import { ApiFailure, isForbidden } from './api-failure.ts';
import { openRequest, readBody } from './connection.ts';
import { type Patience, usualPatience } from './patience.ts';

/** The name that server-side apply keeps our fields under. */
const fieldManager = 'highwater';

export interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

interface CallOptions {
  readonly method?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Asks once only: what is wanted is whether the server answers now. */
  readonly once?: boolean;
}

interface DeleteOptions {
  /** Seconds between SIGTERM and SIGKILL. */
  readonly graceSeconds?: number;
  readonly orphan?: boolean;
}

function withQuery(path: string, query: CallOptions['query'] = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

function groupPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** No answer, or one that says to come back later. */
function isAway(error: unknown): boolean {
  return !(error instanceof ApiFailure) || error.status >= 500 || error.status === 429;
}

/** Objects of any kind over the API server's own HTTP, because manifests may hold kinds that no generated client knows. Throws ApiFailure for what the server refuses. */
export class KubeApi {
  readonly #kubeConfig: KubeConfig;
  readonly #patience: Patience;
  readonly #resources = new Map<string, readonly Resource[]>();
  /** Whether it ever answered, and whether it did when it was last asked to the end. */
  #heard = false;
  #gone = false;
  #lastAwayAt = Number.NEGATIVE_INFINITY;

  constructor(kubeConfig: KubeConfig, patience: Patience = usualPatience) {
    this.#kubeConfig = kubeConfig;
    this.#patience = patience;
  }

  /** The answer's head; its body is left to the caller. */
  open(
    path: string,
    { method = 'GET', query, body, contentType = 'application/json', headers: more, signal }: CallOptions = {},
    silence?: number,
  ): Promise<IncomingMessage> {
    const headers = { ...more, ...(body !== undefined && { 'content-type': contentType }) };
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    return openRequest(this.#kubeConfig, { method, path: withQuery(path, query), headers, body: text, signal, silenceMs: silence });
  }

  /** Parsed answer. Where the server cannot be reached it is asked again for a while, and once only after it was given up. */
  async call<T>(path: string, options: CallOptions = {}): Promise<T> {
    return JSON.parse(await this.text(path, options)) as T;
  }

  async text(path: string, options: CallOptions = {}): Promise<string> {
    const { retryMs, totalMs, firstMs } = this.#patience;
    const giveUpAt = performance.now() + (this.#heard ? totalMs : firstMs);
    for (;;) {
      try {
        return await this.#once(path, options);
      } catch (error) {
        const away = isAway(error);
        if (away) this.#lastAwayAt = performance.now();
        if (!(away || this.#isRecovering(error)) || options.once || options.signal?.aborted) throw error;
        if (this.#gone || performance.now() >= giveUpAt) {
          this.#gone = away;
          throw error;
        }
        await sleep(retryMs, undefined, { signal: options.signal });
      }
    }
  }

  /** What a server denies it will deny again, unless it has only just come back. */
  #isRecovering(error: unknown): boolean {
    return isForbidden(error) && performance.now() - this.#lastAwayAt < this.#patience.recoveringMs;
  }

  async #once(path: string, options: CallOptions): Promise<string> {
    const { silenceMs, afterwardsMs } = this.#patience;
    const response = await this.open(path, options, this.#gone ? afterwardsMs : silenceMs);
    const text = await readBody(response);
    const status = response.statusCode ?? 0;
    this.#heard = true;
    this.#gone = false;
    if (status >= 300) throw new ApiFailure(`${options.method ?? 'GET'} ${path}`, status, text);
    return text;
  }

  /** What the server knows of a kind; undefined for one that it does not have. */
  async resource(apiVersion: string, kind: string): Promise<Resource | undefined> {
    let known = this.#resources.get(apiVersion);
    if (!known) {
      const list = await this.call<{ resources: Resource[] }>(groupPath(apiVersion)).catch((error: unknown) => {
        if (error instanceof ApiFailure && error.status === 404) return { resources: [] };
        throw error;
      });
      known = list.resources.filter(({ name }) => !name.includes('/'));
      this.#resources.set(apiVersion, known);
    }
    return known.find((resource) => resource.kind === kind);
  }

  /** Path of an object, or of its collection when `name` is left out. Throws ApiFailure 404 for a kind that the server does not have. */
  async path({ apiVersion, kind, namespace, name }: { apiVersion: string; kind: string; namespace?: string | undefined; name?: string }): Promise<string> {
    const resource = await this.resource(apiVersion, kind);
    if (!resource)
      throw new ApiFailure(`${apiVersion} ${kind}`, 404, JSON.stringify({ kind: 'Status', message: 'the cluster has no such kind', reason: 'NotFound' }));
    const scope = resource.namespaced ? `/namespaces/${namespace ?? 'default'}` : '';
    return `${groupPath(apiVersion)}${scope}/${resource.name}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
  }

  #pathOf(object: KubeObject): Promise<string> {
    const { apiVersion, kind, metadata } = object;
    return this.path({ apiVersion, kind, namespace: metadata.namespace, name: metadata.name });
  }

  /** Server-side apply; fields that others hold are taken over. */
  async apply(object: KubeObject, { dryRun = false } = {}): Promise<KubeObject> {
    const query = { fieldManager, force: 'true', dryRun: dryRun ? 'All' : undefined };
    return this.call(await this.#pathOf(object), { method: 'PATCH', query, body: object, contentType: 'application/apply-patch+yaml' });
  }

  /** Asks for the deletion; that it is not there any more is as good. `orphan`: what it made stays, and is deleted by whoever asked. */
  async delete(object: KubeObject, { graceSeconds, orphan = false }: DeleteOptions = {}): Promise<void> {
    const options = { propagationPolicy: orphan ? 'Orphan' : 'Background', ...(graceSeconds !== undefined && { gracePeriodSeconds: graceSeconds }) };
    try {
      await this.text(await this.#pathOf(object), { method: 'DELETE', body: { kind: 'DeleteOptions', apiVersion: 'v1', ...options } });
    } catch (error) {
      if (!(error instanceof ApiFailure && error.status === 404)) throw error;
    }
  }

  /** Every object of a kind in a namespace. */
  async list(apiVersion: string, kind: string, namespace: string): Promise<KubeObject[]> {
    const { items } = await this.call<{ items: KubeObject[] }>(await this.path({ apiVersion, kind, namespace }));
    return items.map((item) => ({ ...item, apiVersion, kind }));
  }
}
