import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Agent } from '../../ports/agent.ts';
import { agentManifests } from './manifests/manifests.ts';
import { agentPort } from './protocol.ts';
import { connectAgents } from './runner/connection.ts';
import { agentScript } from './script.ts';

/** Tells a kernel from every other; '' where this machine has none that says so, as outside Linux. */
function ownBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** The sampler that runs on the nodes of a cluster, as targets see it. */
export function createAgent(): Agent {
  return {
    port: agentPort,
    manifests: async (request) => agentManifests(request, await agentScript()),
    connect: (transport, token) => connectAgents(transport, token, { bootId: ownBootId(), newId: randomUUID }),
  };
}
