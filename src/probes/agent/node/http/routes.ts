import type { AgentNodeFacts, ColdFacts } from '../../../../ports/agent.ts';
import type { ClockAnswer, PageHead, SessionHead } from '../../protocol.ts';
import { nodeNowMs } from '../sampler-thread.ts';
import type { AgentSession } from '../session/session.ts';
import type { Sessions } from '../session/sessions.ts';
import { BadRequest } from './body.ts';
import { parseCommands, parsePodUids, parseSessionRequest } from './parse-request.ts';

/** One answer stays well below what an API server's proxy would cut, and the agent's memory flat. */
const maxPageBytes = 1024 * 1024;
/** Longer than any runner waits; ends a request whose caller is gone. */
const maxWaitMs = 30_000;

export interface AgentServices {
  readonly sessions: Sessions;
  readonly bootId: string;
  readonly facts: () => AgentNodeFacts;
  readonly learnFiles: (podUids: readonly string[]) => Promise<void>;
  readonly evictFiles: () => Promise<ColdFacts>;
  readonly endPods: (podUids: readonly string[]) => void;
}

export interface AgentRequest {
  readonly method: string;
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: () => Promise<Record<string, unknown>>;
}

/** What is answered: an object as JSON, bytes as they are. */
export type AgentAnswer = object | Buffer;

/** Does what a request asks for. Throws `BadRequest`. */
export async function answer(request: AgentRequest, services: AgentServices): Promise<AgentAnswer> {
  const [first, id, what] = request.path;
  const post = request.method === 'POST';
  if (first === 'clock') return { monotonicMs: nodeNowMs(), bootId: services.bootId } satisfies ClockAnswer;
  if (first === 'facts') return services.facts();
  if (first === 'files' && id === 'learn' && post) {
    await services.learnFiles(parsePodUids(await request.body()));
    return {};
  }
  if (first === 'files' && id === 'evict' && post) return services.evictFiles();
  if (first === 'pods' && id === 'end' && post) {
    services.endPods(parsePodUids(await request.body()));
    return {};
  }
  if (first === 'sessions' && id === undefined && post) {
    const session = services.sessions.open(parseSessionRequest(await request.body()));
    await session.running;
    return { ...headOf(session), bornMs: session.bornMs } satisfies SessionHead;
  }
  if (first === 'sessions' && id !== undefined) return ofSession(request, id, what, services.sessions);
  throw new BadRequest(404, 'there is nothing here');
}

async function ofSession(request: AgentRequest, id: string, what: string | undefined, sessions: Sessions): Promise<AgentAnswer> {
  const session = sessions.find(id);
  if (!session) throw new BadRequest(404, 'no such session');
  if (request.method === 'DELETE' && what === undefined) {
    sessions.end();
    return {};
  }
  if (request.method === 'POST' && what === 'commands') {
    for (const command of parseCommands(await request.body())) session.command(command);
    return {};
  }
  if (request.method === 'GET' && what === 'batches') return page(session, request.query);
  throw new BadRequest(404, 'there is nothing here');
}

/** Waits for something urgent, at most `waitMs`, and answers with all there is from `from` on. */
async function page(session: AgentSession, query: URLSearchParams): Promise<Buffer> {
  const from = numberOf(query, 'from');
  const ended = new AbortController();
  const waited = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, Math.min(maxWaitMs, numberOf(query, 'waitMs')));
    ended.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  await Promise.race([session.urgent(from), waited]);
  ended.abort();
  const lines = session.read(from, maxPageBytes);
  return Buffer.concat([Buffer.from(`${JSON.stringify(headOf(session))}\n`), lines]);
}

function headOf(session: AgentSession): PageHead {
  return { first: session.first, next: session.next };
}

function numberOf(query: URLSearchParams, name: string): number {
  const value = Number(query.get(name) ?? Number.NaN);
  if (!Number.isInteger(value) || value < 0) throw new BadRequest(400, `${name} must be a whole number`);
  return value;
}
