import { isIP } from 'node:net';

/** How the runner reaches ports of containers. */
export interface Reach {
  readonly host: string;
  /** Address of the engine's machine that ports are published at; empty for all of them. */
  readonly publishIp: string;
}

/**
 * `host` is where testcontainers reaches the engine's machine: `localhost`, from inside a container its gateway, or a machine elsewhere. On this machine
 * ports are published at that one address, so that nobody else on the network reaches a workload that is being measured.
 */
export function reachOf(host: string, sameMachine: boolean): Reach {
  if (host === 'localhost') return { host: '127.0.0.1', publishIp: '127.0.0.1' };
  if (sameMachine && isIP(host) === 4) return { host, publishIp: host };
  return { host: isIP(host) === 6 ? `[${host}]` : host, publishIp: '' };
}
