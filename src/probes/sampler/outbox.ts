import type { RecordingEvent } from '../../recording/events.ts';
import type { HoldersRequest, LimitChange, SamplerBatch } from './messages.ts';

/** Collects what one tick or command brings, and hands it over as one batch. */
export class Outbox {
  readonly #emit: (batch: SamplerBatch) => void;
  readonly #notedCodes = new Set<string>();
  #events: RecordingEvent[] = [];
  #holders: HoldersRequest[] = [];
  #settled: number[] = [];
  #killedIn: number[] = [];
  #limits: LimitChange[] = [];
  latest: SamplerBatch['latest'];

  constructor(emit: (batch: SamplerBatch) => void) {
    this.#emit = emit;
  }

  put(...events: RecordingEvent[]): void {
    this.#events.push(...events);
  }

  /** A note is written once per code. */
  note(t: number, code: string, text: string): void {
    if (this.#notedCodes.has(code)) return;
    this.#notedCodes.add(code);
    this.put({ kind: 'note', t, code, text });
  }

  askHolders(request: HoldersRequest): void {
    this.#holders.push(request);
  }

  settle(ids: readonly number[]): void {
    this.#settled.push(...ids);
  }

  get killed(): boolean {
    return this.#killedIn.length > 0;
  }

  /** Whether somebody waits for what is in it. */
  get urgent(): boolean {
    return this.killed || this.#settled.length > 0 || this.#holders.length > 0;
  }

  kill(cg: number): void {
    this.#killedIn.push(cg);
  }

  limitChanged(change: LimitChange): void {
    this.#limits.push(change);
  }

  flush(stopped = false): void {
    const batch: SamplerBatch = {
      events: this.#events,
      killed: this.killed,
      killedIn: this.#killedIn,
      limits: this.#limits,
      settled: this.#settled,
      holders: this.#holders,
      latest: this.latest,
      stopped,
    };
    this.#events = [];
    this.#holders = [];
    this.#settled = [];
    this.#killedIn = [];
    this.#limits = [];
    this.#emit(batch);
  }
}
