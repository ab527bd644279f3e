import type { Worker } from 'node:worker_threads';
import type { ProbeRequest, ProbeSession } from '../ports/probe.ts';
import type { WatchedCgroup } from '../ports/target.ts';
import { HighwaterError } from '../shared/errors.ts';
import { readHolders } from './process-holders.ts';
import type { HoldersRequest, SamplerBatch, SamplerCommand } from './sampler/messages.ts';

/** A sampler in a worker thread: passes commands in and events out, and reads holders on this side. */
export class WorkerSession implements ProbeSession {
  readonly #worker: Worker;
  readonly #request: ProbeRequest;
  readonly #killListeners: (() => void)[] = [];
  readonly #settling = new Map<number, PromiseWithResolvers<void>>();
  readonly #reading = new Set<Promise<void>>();
  readonly #gone: Promise<void>;
  #latest: SamplerBatch['latest'];
  #nextId = 0;
  #lastEventMs: number;
  #stopped = false;
  #dead: Error | undefined;

  constructor(worker: Worker, request: ProbeRequest) {
    this.#worker = worker;
    this.#request = request;
    this.#lastEventMs = request.clock();
    worker.on('message', (batch: SamplerBatch) => this.#take(batch));
    worker.on('error', (error) => {
      this.#dead = error instanceof Error ? error : new Error(String(error));
    });
    this.#gone = new Promise((resolve) => worker.once('exit', () => resolve(this.#onExit())));
  }

  watch(cgroup: WatchedCgroup): void {
    this.#send({ type: 'watch', cgroup });
  }

  phase(name: string): void {
    this.#send({ type: 'phase', name });
  }

  settled(): Promise<void> {
    if (this.#stopped || this.#dead) return this.#dead ? Promise.reject(this.#deathError()) : Promise.resolve();
    const waiting = Promise.withResolvers<void>();
    this.#settling.set(++this.#nextId, waiting);
    this.#send({ type: 'settle', id: this.#nextId });
    return waiting.promise;
  }

  onKill(listener: () => void): void {
    this.#killListeners.push(listener);
  }

  latest(): { readonly usageBytes: number; readonly peakBytes: number } | undefined {
    return this.#latest;
  }

  /** Safe to call twice. Resolves when the thread is gone and everything is written. */
  async stop(): Promise<void> {
    if (!this.#dead) this.#send({ type: 'stop' });
    await this.#gone;
    await Promise.all(this.#reading);
  }

  #send(command: SamplerCommand): void {
    this.#worker.postMessage(command);
  }

  #take(batch: SamplerBatch): void {
    for (const event of batch.events) this.#request.emit(event);
    this.#lastEventMs = batch.events.at(-1)?.t ?? this.#lastEventMs;
    this.#latest = batch.latest ?? this.#latest;
    if (batch.stopped) this.#stopped = true;
    for (const holders of batch.holders) this.#readHolders(holders);
    for (const id of batch.settled) {
      this.#settling.get(id)?.resolve();
      this.#settling.delete(id);
    }
    if (batch.killed) for (const listener of this.#killListeners) listener();
  }

  #readHolders({ cg, reason, dir }: HoldersRequest): void {
    const reading = readHolders(dir).then((processes) => {
      this.#reading.delete(reading);
      if (processes) this.#request.emit({ kind: 'holders', t: this.#request.clock(), cg, reason, processes });
    });
    this.#reading.add(reading);
  }

  /** A sampler that ends by itself leaves a gap: silence is never health. */
  #onExit(): void {
    if (!this.#stopped) {
      this.#dead ??= new Error('its thread ended');
      const t = this.#request.clock();
      const missed = Math.floor(((t - this.#lastEventMs) * this.#request.hz) / 1000);
      this.#request.emit({ kind: 'gap', t, fromMs: this.#lastEventMs, toMs: t, missed, reason: `the sampler died: ${this.#dead.message}` });
      this.#request.emit({ kind: 'note', t, code: 'sampler-died', text: `nothing is sampled from here on: ${this.#dead.message}` });
    }
    for (const waiting of this.#settling.values()) this.#dead ? waiting.reject(this.#deathError()) : waiting.resolve();
    this.#settling.clear();
  }

  #deathError(): HighwaterError {
    return new HighwaterError('defect', 'the cgroup sampler died', { cause: this.#dead, hint: 'run again; if it happens again, report it with the recording' });
  }
}
