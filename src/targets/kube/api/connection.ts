import { type IncomingMessage, request as plainRequest } from 'node:http';
import { type RequestOptions, request as tlsRequest } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';

export interface KubeRequest {
  readonly method: string;
  /** From the root of the API server, query included. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Silence after which the connection is given up, milliseconds; none where the answer is a stream. */
  readonly silenceMs?: number | undefined;
}

/**
 * One request to the API server of the current context, with its certificates and whatever its user needs to authenticate. Resolves with the
 * response's head; the body is read by the caller. Rejects where the server cannot be reached.
 */
export async function openRequest(kubeConfig: KubeConfig, { method, path, headers, body, signal, silenceMs }: KubeRequest): Promise<IncomingMessage> {
  const url = new URL((kubeConfig.getCurrentCluster()?.server ?? '').replace(/\/$/, '') + path);
  // Node sends no length with a DELETE by itself, and a server then takes its body for empty.
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const options: RequestOptions = { method, headers: { ...headers, ...length }, ...(signal && { signal }) };
  await kubeConfig.applyToHTTPSOptions(options);
  const send = url.protocol === 'http:' ? plainRequest : tlsRequest;
  return new Promise((resolve, reject) => {
    const request = send(url, options, resolve);
    if (silenceMs !== undefined) request.setTimeout(silenceMs, () => request.destroy(new Error(`no answer within ${silenceMs} ms`)));
    request.once('error', reject);
    request.end(body);
  });
}

export async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
