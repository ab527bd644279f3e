import type { AgentConnection, AgentNodeFacts, AgentTransport, ColdFacts } from '../../../ports/agent.ts';
import type { ProbeRequest, ProbeSession } from '../../../ports/probe.ts';
import { HighwaterError } from '../../../shared/errors.ts';
import { AgentClient } from './agent-client.ts';
import { AgentSession } from './agent-session.ts';
import { mergedColdFacts } from './merged-cold-facts.ts';

/** Files are evicted one command each, and reclaim runs inside a write. */
const filesMs = 120_000;

export interface ConnectionOptions {
  /** The kernel that the runner runs on: a node on the same one shares its clock. */
  readonly bootId: string;
  /** A name that no other session has. */
  readonly newId: () => string;
}

/** Speaks with the agents of one cluster. */
export function connectAgents(transport: AgentTransport, token: string, options: ConnectionOptions): AgentConnection {
  const agents = async () => (await transport.agents()).map((pod) => new AgentClient(transport, token, pod));
  const ask = async <T>(path: string, body?: object): Promise<T[]> => {
    const all = await agents();
    return Promise.all(all.map((client) => client.json<T>(path, body, filesMs).catch((cause: unknown) => fail(client.pod.node, cause))));
  };
  const start = async (request: ProbeRequest): Promise<ProbeSession> => {
    const session = new AgentSession({ id: options.newId(), request, bootId: options.bootId, agents });
    await session.start();
    return session;
  };
  return {
    probe: { id: 'agent', start },
    facts: () => ask<AgentNodeFacts>('/facts'),
    learnFiles: async (podUids) => void (await ask('/files/learn', { podUids })),
    endPods: async (podUids) => void (await ask('/pods/end', { podUids })),
    evictFiles: async () => mergedColdFacts(await ask<ColdFacts>('/files/evict', {})),
  };
}

function fail(node: string, cause: unknown): never {
  throw new HighwaterError('target-failed', `the agent on ${node} did not answer: ${(cause as Error).message}`, {
    hint: 'look at it with: kubectl get pods -A -l app.kubernetes.io/component=agent',
    cause,
  });
}
