import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DockerWorkload } from '../../plan/docker-fields.ts';
import { endpointOf, untilReady } from '../machine/readiness.ts';
import type { ContainerAttempt } from './container-attempt.ts';

const pollMs = 100;
/** The engine's port proxy accepts for a container that does not listen yet and hangs up once it finds nobody; a listener keeps the line this long. */
const quietMs = 250;

type Check = DockerWorkload['ready'];

/** True when a TCP connection is accepted and still open a moment later. */
function staysOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const done = (open: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(open);
    };
    const timer = setTimeout(() => done(!socket.connecting), quietMs);
    socket.once('error', () => done(false));
    socket.once('close', () => done(false));
    // A server that speaks first, as databases do, is there.
    socket.once('data', () => done(true));
  });
}

async function poll(signal: AbortSignal, check: () => Promise<boolean>): Promise<boolean> {
  while (!signal.aborted) {
    if (await check()) return !signal.aborted;
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

async function isHealthy(container: ContainerAttempt): Promise<boolean> {
  return (await container.inspect())?.State.Health?.Status === 'healthy';
}

function aborted(signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(false);
    signal.addEventListener('abort', () => resolve(false), { once: true });
  });
}

/** A container that says by itself that it is ready: by health check or a line of its output. Resolves false when the signal aborts first. */
export function untilContainerReady(container: ContainerAttempt, check: Exclude<Check, string> | 'health', signal: AbortSignal): Promise<boolean> {
  if (check === undefined) return Promise.resolve(!signal.aborted);
  if (check === 'health') return poll(signal, () => isHealthy(container));
  const matched = container.output?.matches(new RegExp(check.log)).then(() => !signal.aborted);
  return Promise.race([matched ?? aborted(signal), aborted(signal)]);
}

/** The sized workload, which is reached at `url`. Resolves false when the signal aborts first. `missing` hears what is awaited, or was found in vain. */
export function untilWorkloadReady(
  container: ContainerAttempt,
  url: string,
  check: Check,
  signal: AbortSignal,
  missing: (what: string) => void,
): Promise<boolean> {
  if (typeof check === 'object' || check === 'health') {
    missing(check === 'health' ? 'its health check does not pass' : `no line of its output matches ${check.log}`);
    return untilContainerReady(container, check, signal);
  }
  if (check !== undefined) return untilReady(url, check, signal, missing);
  const endpoint = endpointOf(url);
  if (endpoint === undefined) return aborted(signal);
  missing(`no connection to ${endpoint.host}:${endpoint.port} stays open`);
  return poll(signal, () => staysOpen(endpoint.host, endpoint.port));
}
