import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentPod, AgentTransport } from '../../../../ports/agent.ts';
import { abandonedMs, type PrepareBody, type StateAnswer, tokenHeader } from '../protocol.ts';

/** An answer that was expected at once. */
const answerMs = 10_000;
/** A script with its data on its way through the API server. */
const prepareMs = 60_000;
const againMs = 500;

/** The pod answered, and does not know what it is asked about: it is another one by now. */
class Refused extends Error {}

/** Speaks with one pod that runs k6. What is asked can be asked again: an answer that was lost does no harm. */
export class PodClient {
  readonly pod: AgentPod;
  readonly #transport: AgentTransport;
  readonly #token: string;
  readonly #id: string;

  constructor(transport: AgentTransport, token: string, pod: AgentPod, id: string) {
    this.#transport = transport;
    this.#token = token;
    this.pod = pod;
    this.#id = id;
  }

  prepare(body: Omit<PrepareBody, 'id'>): Promise<void> {
    return this.#ask('POST', '/prepare', prepareMs, { id: this.#id, ...body });
  }

  state(from: number, waitMs: number): Promise<StateAnswer> {
    return this.#ask('GET', `/state?id=${this.#id}&from=${from}&waitMs=${waitMs}`, waitMs + answerMs);
  }

  release(): Promise<void> {
    return this.#ask('POST', `/release?id=${this.#id}`, answerMs);
  }

  stop(graceMs: number): Promise<void> {
    return this.#ask('POST', `/stop?id=${this.#id}&graceMs=${graceMs}`, answerMs);
  }

  async log(): Promise<string> {
    return (await this.#ask<{ log: string }>('GET', `/log?id=${this.#id}`, answerMs)).log;
  }

  /** Tries for as long as the pod would go on without us; a connection that breaks costs time, and no result. */
  async #ask<T>(method: string, path: string, timeoutMs: number, body?: object): Promise<T> {
    const giveUpAt = performance.now() + abandonedMs;
    for (;;) {
      try {
        return await this.#once<T>(method, path, timeoutMs, body);
      } catch (error) {
        if (error instanceof Refused || performance.now() > giveUpAt) throw error;
        if (await this.#isGone()) throw new Error(`pod ${this.pod.name} is gone`, { cause: error });
        await sleep(againMs);
      }
    }
  }

  /** Known only where the API server answers. */
  async #isGone(): Promise<boolean> {
    const running = await this.#transport.agents().catch(() => undefined);
    return running !== undefined && !running.some(({ name }) => name === this.pod.name);
  }

  async #once<T>(method: string, path: string, timeoutMs: number, body: object | undefined): Promise<T> {
    const headers = { [tokenHeader]: this.#token, 'content-type': 'application/json' };
    const init: RequestInit = { method, headers, signal: AbortSignal.timeout(timeoutMs), ...(body && { body: JSON.stringify(body) }) };
    const answer = await this.#transport.fetch(this.pod, path, init);
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text) as T;
    const message = `pod ${this.pod.name} answered ${answer.status}: ${text.slice(0, 200)}`;
    throw answer.status === 404 || answer.status === 403 ? new Refused(message) : new Error(message);
  }
}
