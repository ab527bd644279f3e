import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentPod } from '../../../ports/agent.ts';
import type { Clock, EventSink } from '../../../ports/event-sink.ts';
import type { AgentCommand, SessionRequest, WireBatch } from '../protocol.ts';
import { type AgentClient, SessionUnknown } from './agent-client.ts';
import { ClockOffset } from './clock-offset.ts';
import { CommandLog } from './command-log.ts';
import { inEventTime } from './event-times.ts';
import type { NodeEvents } from './node-events.ts';

/** How long an agent may keep a request without news: each answer is one request through the API server. */
const waitMs = 1000;
/** Between attempts to reach an agent. */
const retryMs = 250;
const clockEveryMs = 30_000;
const clockRounds = 6;
/** What an API server may need to come back, and a node to start an agent again, after the end of a recording. */
const farewellMs = 30_000;

export interface AgentLinkParts {
  readonly node: string;
  readonly session: SessionRequest;
  /** The agent that runs on the node now; undefined where there is none at this moment. */
  readonly find: () => Promise<AgentClient | undefined>;
  readonly clock: Clock;
  /** The kernel that the runner runs on. */
  readonly bootId: string;
  /** The runner's monotonic clock at event time 0. */
  readonly monotonicMs: number;
  readonly events: NodeEvents;
  readonly emit: EventSink;
}

/** Keeps up with the agent of one node for one recording: whatever breaks, it asks again from where it was. */
export class AgentLink {
  readonly #parts: AgentLinkParts;
  readonly #commands = new CommandLog();
  readonly #offset = new ClockOffset();
  readonly #settling = new Map<number, () => void>();
  readonly #started = Promise.withResolvers<void>();
  #client: AgentClient | undefined;
  #opened = false;
  #bornMs: number | undefined;
  #cursor = 0;
  #lastMs: number;
  #unreachable: string | undefined;
  #clockDueMs = 0;
  #sending: Promise<void> | undefined;
  #settleId = 0;
  #giveUpMs = Number.POSITIVE_INFINITY;
  #ended = false;

  constructor(parts: AgentLinkParts) {
    this.#parts = parts;
    this.#lastMs = parts.clock();
  }

  get pod(): AgentPod | undefined {
    return this.#client?.pod;
  }

  /** Resolves when the agent samples; why it does not, until then. */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  get unreachable(): string | undefined {
    return this.#unreachable;
  }

  command(command: AgentCommand): void {
    this.#commands.add(command);
    this.#sendPending();
  }

  #sendPending(): void {
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined;
    });
  }

  settled(): Promise<void> {
    const id = ++this.#settleId;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#settling.set(id, resolve);
    this.command({ type: 'settle', id });
    return promise;
  }

  /** From now on, gives up on an agent that stays out of reach. */
  beginFarewell(): void {
    this.#giveUpMs = this.#parts.clock() + farewellMs;
    this.command({ type: 'stop' });
  }

  /** Fetches until the sampler has stopped. Never rejects: what could not be had is a gap. */
  async follow(): Promise<void> {
    while (!this.#ended && this.#parts.clock() < this.#giveUpMs) {
      try {
        await this.#once();
        this.#unreachable = undefined;
      } catch (error) {
        await this.#recover(error as Error);
      }
    }
    if (!this.#ended) this.#giveUp();
    for (const resolve of this.#settling.values()) resolve();
    await this.#client?.endSession(this.#parts.session.id).catch(() => {});
  }

  async #once(): Promise<void> {
    const client = await this.#open();
    if (this.#parts.clock() >= this.#clockDueMs) await this.#compareClocks(client);
    this.#started.resolve();
    const page = await client.page(this.#parts.session.id, this.#cursor, this.#ended ? 0 : waitMs);
    if (page.first > this.#cursor) this.#missed(page.batches[0], "the agent's spool was full");
    for (const batch of page.batches) this.#take(batch);
  }

  async #open(): Promise<AgentClient> {
    if (this.#client && this.#opened) return this.#client;
    this.#client ??= await this.#parts.find();
    if (!this.#client) throw new Error(`no agent runs on ${this.#parts.node}`);
    const { bornMs } = await this.#client.openSession(this.#parts.session);
    if (this.#bornMs !== undefined && this.#bornMs !== bornMs) this.#replaced();
    this.#bornMs = bornMs;
    this.#opened = true;
    this.#sendPending();
    return this.#client;
  }

  #replaced(): void {
    const t = this.#parts.clock();
    this.#parts.emit({ kind: 'note', t, code: 'agent-replaced', text: `the agent on ${this.#parts.node} was replaced: what it had not handed over is lost` });
    this.#gap(this.#lastMs, t, 'the agent was replaced');
    if (this.#parts.session.kernelLog) {
      this.#parts.events.take({ kind: 'kernel-log', t, state: 'overrun', detail: 'the agent was replaced: what was written meanwhile was not heard' });
    }
    this.#cursor = 0;
    this.#commands.beginAnew();
  }

  async #recover(error: Error): Promise<void> {
    this.#unreachable = error.message;
    this.#opened = false;
    if (!(error instanceof SessionUnknown)) {
      this.#client = undefined;
      await sleep(retryMs);
    }
  }

  async #send(): Promise<void> {
    while (this.#commands.pending.length > 0 && !this.#ended && this.#parts.clock() < this.#giveUpMs) {
      const { pending } = this.#commands;
      try {
        if (!this.#client || !this.#opened) throw new Error('not connected');
        await this.#client.command(this.#parts.session.id, pending);
        this.#commands.confirm(pending.at(-1)?.n ?? 0);
      } catch {
        // The fetching side finds out what is wrong and connects again.
        await sleep(retryMs);
      }
    }
  }

  #take(batch: WireBatch): void {
    if (batch.seq < this.#cursor) return;
    this.#cursor = batch.seq + 1;
    const offsetMs = this.#offset.offsetMs + this.#parts.monotonicMs;
    for (const raw of batch.events) {
      const event = inEventTime(raw, offsetMs);
      this.#lastMs = Math.max(this.#lastMs, event.t);
      this.#parts.events.take(event);
    }
    for (const change of batch.limits) this.#parts.events.limitChanged(change, Math.round((change.t - offsetMs) * 100) / 100);
    this.#parts.events.killedIn(batch.killedIn);
    for (const id of batch.settled) {
      this.#settling.get(id)?.();
      this.#settling.delete(id);
    }
    if (batch.stopped) this.#ended = true;
  }

  async #compareClocks(client: AgentClient): Promise<void> {
    const { clock, monotonicMs, node, emit } = this.#parts;
    let bootId = '';
    for (let round = 0; round < clockRounds; round++) {
      const askedMs = clock() + monotonicMs;
      const answer = await client.clock();
      this.#offset.add(askedMs, answer.monotonicMs, clock() + monotonicMs);
      bootId = answer.bootId;
    }
    if (bootId === this.#parts.bootId) this.#offset.sameKernel();
    const { offsetMs, uncertaintyMs } = this.#offset;
    emit({ kind: 'clock-offset', t: clock(), node, offsetMs, uncertaintyMs });
    this.#clockDueMs = clock() + clockEveryMs;
  }

  #missed(first: WireBatch | undefined, reason: string): void {
    const firstMs = first?.events[0]?.t;
    const toMs = firstMs === undefined ? this.#parts.clock() : firstMs - this.#offset.offsetMs - this.#parts.monotonicMs;
    this.#gap(this.#lastMs, Math.max(this.#lastMs, toMs), reason);
  }

  #giveUp(): void {
    const t = this.#parts.clock();
    this.#gap(this.#lastMs, t, `the agent could not be reached any more: ${this.#unreachable ?? 'no answer'}`);
    this.#parts.emit({
      kind: 'note',
      t,
      code: 'agent-lost',
      text: `the agent on ${this.#parts.node} could not be reached at the end: ${this.#unreachable ?? 'no answer'}`,
    });
  }

  #gap(fromMs: number, toMs: number, reason: string): void {
    const missed = Math.floor(((toMs - fromMs) * this.#parts.session.hz) / 1000);
    this.#parts.events.take({ kind: 'gap', t: toMs, fromMs, toMs, missed, reason });
  }
}
