import { Readable } from 'node:stream';
import type { V1Pod } from '@kubernetes/client-node';
import type { AgentPod, AgentTransport } from '../../ports/agent.ts';
import type { KubeApi } from './api/api.ts';
import { labels } from './names.ts';

function isRunning({ status, metadata }: V1Pod): boolean {
  return status?.phase === 'Running' && metadata?.deletionTimestamp === undefined;
}

/** Reaches pods of ours through the API server's proxy: whoever may use the cluster can, without a route to its pods. */
export function agentTransport(api: KubeApi, namespace: string, port: number, component = 'agent'): AgentTransport {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  return {
    async agents() {
      const { items } = await api.call<{ items: V1Pod[] }>(pods, { query: { labelSelector: `${labels.component}=${component}` } });
      return items.filter(isRunning).map(({ metadata, spec }) => ({ node: spec?.nodeName ?? '', namespace, name: metadata?.name ?? '' }));
    },
    async fetch({ name }: AgentPod, path, init = {}) {
      const headers = Object.fromEntries(new Headers(init.headers).entries());
      const signal = init.signal ?? undefined;
      const answer = await api.open(`${pods}/${name}:${port}/proxy${path}`, {
        method: init.method ?? 'GET',
        headers,
        signal,
        ...(init.body !== undefined &&
          init.body !== null && { body: await new Response(init.body).text(), contentType: headers['content-type'] ?? 'application/json' }),
      });
      const status = answer.statusCode ?? 502;
      const received = Object.entries(answer.headers).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)] as [string, string]]));
      const bodiless = status === 204 || status === 304;
      if (bodiless) answer.resume();
      return new Response(bodiless ? null : (Readable.toWeb(answer) as ReadableStream), { status, headers: received });
    },
  };
}
