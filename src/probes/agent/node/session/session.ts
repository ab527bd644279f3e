import type { RecordingEvent } from '../../../../recording/events.ts';
import type { HoldersRequest } from '../../../sampler/messages.ts';
import type { NumberedCommand, SessionRequest } from '../../protocol.ts';
import { nodeNowMs, type ThreadBatch } from '../sampler-thread.ts';
import type { Spool } from '../spool/spool.ts';
import { gapText } from './gap-text.ts';
import type { SessionState } from './session-file.ts';

/** How often the time of the last batch is written down, for the gap that a death of the agent leaves. */
const saveEveryMs = 5000;

/** The sampler thread as the session sees it. */
export interface SamplerThread {
  command(command: NumberedCommand['command']): void;
  /** Ends it without another word. */
  kill(): void;
}

export interface SessionParts {
  readonly spool: Spool;
  readonly startThread: (state: SessionState, onBatch: (batch: ThreadBatch) => void) => SamplerThread;
  readonly save: (state: SessionState) => void;
  readonly readHolders: (request: HoldersRequest) => Promise<RecordingEvent | undefined>;
}

/** One recording as an agent sees it: a sampler, what it has found, and who waits for more. */
export class AgentSession {
  readonly #parts: SessionParts;
  readonly #thread: SamplerThread;
  readonly #running = Promise.withResolvers<void>();
  #state: SessionState;
  #waiting: (() => void)[] = [];
  #savedMs = 0;
  #lastUrgent = -1;
  #lost: { readonly fromMs: number; readonly reason: string } | undefined;
  #stopped = false;

  constructor(state: SessionState, parts: SessionParts) {
    this.#state = state;
    this.#parts = parts;
    parts.save(state);
    this.#thread = parts.startThread(state, (batch) => this.#take(batch));
  }

  /** Resolves when the sampler has looked at what is there: every pod from now on is seen from its beginning. */
  get running(): Promise<void> {
    return this.#running.promise;
  }

  get request(): SessionRequest {
    return this.#state.request;
  }

  get bornMs(): number {
    return this.#state.bornMs;
  }

  get first(): number {
    return this.#parts.spool.first;
  }

  get next(): number {
    return this.#parts.spool.next;
  }

  /** Does what was not done yet; commands come in order of their numbers, and again when an answer was lost. */
  command({ n, command }: NumberedCommand): void {
    if (n <= this.#state.lastCommand) return;
    const claimed = command.type === 'claim' ? [...new Set([...this.#state.claimed, command.podUid])] : this.#state.claimed;
    const phase = command.type === 'phase' ? command.name : this.#state.phase;
    this.#state = { ...this.#state, claimed, phase, lastCommand: n };
    this.#save(nodeNowMs());
    if (!this.#stopped) this.#thread.command(command);
  }

  /** Lines from `from` on; what lies before is not needed any more. */
  read(from: number, maxBytes: number): Buffer {
    this.#parts.spool.release(from);
    return this.#parts.spool.read(from, maxBytes);
  }

  /** Resolves when there is something urgent at or after `from`, or nothing will come any more. */
  urgent(from: number): Promise<void> {
    if (this.#stopped || from <= this.#lastUrgent) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Writes events that the sampler did not find, such as the agent's own cost. */
  put(...events: RecordingEvent[]): void {
    this.#append(JSON.stringify({ events, killedIn: [], limits: [], settled: [], stopped: false }));
  }

  end(): void {
    if (!this.#stopped) this.#thread.kill();
    this.#stopped = true;
    this.#wake();
  }

  #take({ json, urgent, holders, stopped }: ThreadBatch): void {
    const t = nodeNowMs();
    this.#append(json);
    this.#running.resolve();
    if (t - this.#savedMs > saveEveryMs) this.#save(t);
    for (const request of holders) void this.#parts.readHolders(request).then((event) => event && this.put(event));
    if (stopped) this.#stopped = true;
    if (!urgent) return;
    this.#lastUrgent = this.next - 1;
    this.#wake();
  }

  /** A full disk costs samples, not the agent: what is missing is said as soon as there is room again. */
  #append(json: string): void {
    const t = nodeNowMs();
    try {
      if (this.#lost) this.#parts.spool.append(gapText(this.#lost.fromMs, t, this.request.hz, this.#lost.reason));
      this.#parts.spool.append(json.slice(1));
      this.#lost = undefined;
    } catch (error) {
      this.#lost ??= { fromMs: t, reason: `the agent could not write its spool: ${(error as Error).message}` };
    }
  }

  #save(t: number): void {
    this.#savedMs = t;
    this.#state = { ...this.#state, lastMs: t };
    try {
      this.#parts.save(this.#state);
    } catch {
      // A full disk: the gap of the samples says so.
    }
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
