import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeConfig } from '@kubernetes/client-node';
import type { KubeObject } from '../../../ports/agent.ts';
import { ApiFailure } from './api-failure.ts';
import { openRequest, readBody } from './connection.ts';

/** The name that server-side apply keeps our fields under. */
const fieldManager = 'highwater';
/** An API server that says nothing for so long is taken to be gone. */
const silenceMs = 15_000;
/** An API server that restarts is away for some seconds; reads and idempotent writes are tried again this often, a second apart. */
const attempts = 30;

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

/** Objects of any kind over the API server's own HTTP, because manifests may hold kinds that no generated client knows. Throws ApiFailure for what the server refuses. */
export class KubeApi {
  readonly #kubeConfig: KubeConfig;
  readonly #resources = new Map<string, readonly Resource[]>();

  constructor(kubeConfig: KubeConfig) {
    this.#kubeConfig = kubeConfig;
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

  /** Parsed answer. Where the server cannot be reached it is asked again for half a minute. */
  async call<T>(path: string, options: CallOptions = {}): Promise<T> {
    return JSON.parse(await this.text(path, options)) as T;
  }

  async text(path: string, options: CallOptions = {}): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(path, options);
      } catch (error) {
        const final = error instanceof ApiFailure ? error.status < 500 && error.status !== 429 : options.signal?.aborted === true;
        if (final || attempt >= attempts) throw error;
        await sleep(1000, undefined, { signal: options.signal });
      }
    }
  }

  async #once(path: string, options: CallOptions): Promise<string> {
    const response = await this.open(path, options, silenceMs);
    const text = await readBody(response);
    const status = response.statusCode ?? 0;
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
