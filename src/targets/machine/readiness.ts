import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { accepts } from './free-port.ts';

const pollMs = 50;
/** One attempt; a start that is slower to answer is asked again. */
const attemptMs = 1000;

const defaultPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443 };

/** Host and port that a URL names; undefined for a scheme without a usual port and no port of its own. */
export function endpointOf(url: string): { readonly host: string; readonly port: number } | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, port, protocol } = new URL(url);
  const number = port === '' ? defaultPorts[protocol] : Number(port);
  return number === undefined || hostname === '' ? undefined : { host: hostname.replace(/^\[|\]$/g, ''), port: number };
}

/** Status of one GET; undefined when there is no answer. Redirects are answers. */
function statusOf(url: URL): Promise<number | undefined> {
  return new Promise((resolve) => {
    const options = { timeout: attemptMs, agent: false as const };
    const onResponse = (response: import('node:http').IncomingMessage): void => {
      response.resume();
      resolve(response.statusCode);
    };
    // A self-signed certificate is the workload's own business, it answers nevertheless.
    const request =
      url.protocol === 'https:' ? httpsRequest(url, { ...options, rejectUnauthorized: false }, onResponse) : httpRequest(url, options, onResponse);
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(undefined));
    request.end();
  });
}

/** What one attempt found: undefined when the workload is ready, else what is missing, in words. */
async function whatIsMissing(url: string, path: string | undefined): Promise<string | undefined> {
  if (path === undefined) {
    const endpoint = endpointOf(url);
    if (endpoint !== undefined && (await accepts(endpoint.host, endpoint.port, attemptMs))) return undefined;
    return `nothing accepts connections at ${endpoint === undefined ? url : `${endpoint.host}:${endpoint.port}`}`;
  }
  const asked = new URL(path, url);
  const status = await statusOf(asked);
  if (status === undefined) return `GET ${asked} gets no answer`;
  return status >= 200 && status < 400 ? undefined : `GET ${asked} answers ${status}, and 200 to 399 is awaited`;
}

/**
 * Resolves true when the workload answers (GET 200..399 on `path`, or a TCP connection without one), false when the signal aborts first.
 * `missing` hears of each attempt in vain what it found.
 */
export async function untilReady(url: string, path: string | undefined, signal: AbortSignal, missing?: (what: string) => void): Promise<boolean> {
  while (!signal.aborted) {
    const what = await whatIsMissing(url, path);
    if (what === undefined) return !signal.aborted;
    missing?.(what);
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
}
