import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { endpointOf } from '../../machine/readiness.ts';

const pollMs = 100;
const connectMs = 1000;
/** A proxy before the workload (Docker's, a load balancer) takes any connection, and closes it at once when nobody is behind it. */
const staysOpenMs = 150;

function staysOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const done = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.setTimeout(connectMs, () => done(false));
    socket.once('connect', () => setTimeout(() => done(!socket.destroyed && !socket.readableEnded), staysOpenMs));
    socket.once('end', () => done(false));
    socket.once('error', () => done(false));
    socket.resume();
  });
}

/** Resolves true once a connection to the URL's host and port stays open, false when the signal aborts first. */
export async function untilReachable(url: string, signal: AbortSignal): Promise<boolean> {
  const endpoint = endpointOf(url);
  if (!endpoint) return false;
  while (!signal.aborted) {
    if (await staysOpen(endpoint.host, endpoint.port)) return true;
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
}
