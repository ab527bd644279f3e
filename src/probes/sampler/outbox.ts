import type { RecordingEvent } from '../../recording/events.ts';
import type { HoldersRequest, SamplerBatch } from './messages.ts';

/** Collects what one tick or command brings, and hands it over as one batch. */
export class Outbox {
  readonly #emit: (batch: SamplerBatch) => void;
  readonly #notedCodes = new Set<string>();
  #events: RecordingEvent[] = [];
  #holders: HoldersRequest[] = [];
  #settled: number[] = [];
  #killed = false;
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
    return this.#killed;
  }

  /** Whether somebody waits for what is in it. */
  get urgent(): boolean {
    return this.#killed || this.#settled.length > 0 || this.#holders.length > 0;
  }

  kill(): void {
    this.#killed = true;
  }

  flush(stopped = false): void {
    const batch = { events: this.#events, killed: this.#killed, settled: this.#settled, holders: this.#holders, latest: this.latest, stopped };
    this.#events = [];
    this.#holders = [];
    this.#settled = [];
    this.#killed = false;
    this.#emit(batch);
  }
}
