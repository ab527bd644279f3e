import type { AgentPod, AgentTransport } from '../../../ports/agent.ts';
import { type ClockAnswer, type NumberedCommand, type PageHead, type SessionHead, type SessionRequest, tokenHeader, type WireBatch } from '../protocol.ts';

/** An answer that was expected at once. */
const answerMs = 10_000;
/** The agent answers once its sampler runs, which on a busy node takes a while. */
const openMs = 60_000;

/** The agent is there and knows no such session: it is a new one, or it was told of another since. */
export class SessionUnknown extends Error {}

export interface Page extends PageHead {
  readonly batches: readonly WireBatch[];
}

/** Speaks with one agent. Every call rejects where it cannot be reached. */
export class AgentClient {
  readonly #transport: AgentTransport;
  readonly #token: string;
  readonly pod: AgentPod;

  constructor(transport: AgentTransport, token: string, pod: AgentPod) {
    this.#transport = transport;
    this.#token = token;
    this.pod = pod;
  }

  async json<T>(path: string, body?: object, timeoutMs = answerMs): Promise<T> {
    return (await this.#call(path, timeoutMs, body)).json() as Promise<T>;
  }

  clock(): Promise<ClockAnswer> {
    return this.json<ClockAnswer>('/clock');
  }

  openSession(request: SessionRequest): Promise<SessionHead> {
    return this.json<SessionHead>('/sessions', request, openMs);
  }

  async command(session: string, commands: readonly NumberedCommand[]): Promise<void> {
    await this.json(`/sessions/${session}/commands`, { commands });
  }

  /** Batches from number `from` on; waits up to `waitMs` unless something is urgent. Asking tells the agent that everything before was kept. */
  async page(session: string, from: number, waitMs: number): Promise<Page> {
    const answer = await this.#call(`/sessions/${session}/batches?from=${from}&waitMs=${waitMs}`, waitMs + answerMs);
    const [head = '{}', ...lines] = (await answer.text()).split('\n');
    const batches = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as WireBatch);
    return { ...(JSON.parse(head) as PageHead), batches };
  }

  async endSession(session: string): Promise<void> {
    await this.#call(`/sessions/${session}`, answerMs, undefined, 'DELETE');
  }

  async #call(path: string, timeoutMs: number, body?: object, method = body ? 'POST' : 'GET'): Promise<Response> {
    const headers = { [tokenHeader]: this.#token, 'content-type': 'application/json' };
    const init: RequestInit = { method, headers, signal: AbortSignal.timeout(timeoutMs), ...(body && { body: JSON.stringify(body) }) };
    const answer = await this.#transport.fetch(this.pod, path, init);
    if (answer.ok) return answer;
    const text = await answer.text();
    if (answer.status === 404 && text.includes('no such session')) throw new SessionUnknown(text);
    throw new Error(`the agent on ${this.pod.node} answered ${answer.status}: ${text.slice(0, 200)}`);
  }
}
