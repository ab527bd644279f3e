import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HeapBefore, HeapTaken } from '../../ports/heap.ts';
import type { DeployedWorkload, DeployRequest } from '../../ports/target.ts';
import type { EventOf } from '../../recording/events.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { backoffMs } from '../machine/backoff.ts';
import { endedBeforeReady, neverReady } from '../machine/never-ready.ts';
import { ReadyGate } from '../machine/ready-gate.ts';
import { secretValues } from '../machine/secret-values.ts';
import { WorkloadLog } from '../machine/workload-log.ts';
import type { ContainerEnd } from './container-attempt.ts';
import { dockerWorkload } from './docker-plan.ts';
import { engineError } from './engine-errors.ts';
import type { DockerHost } from './host.ts';
import { untilWorkloadReady } from './readiness.ts';
import { StartFailure, WorkloadStart } from './start.ts';
import { Surroundings } from './surroundings.ts';

type InstanceState = Omit<EventOf<'instance'>, 'kind' | 't' | 'container' | 'restart'>;

export interface InstanceSpec {
  readonly host: DockerHost;
  readonly request: DeployRequest;
  /** Name of its network and beginning of its containers' names. */
  readonly name: string;
  readonly url: string;
  readonly hostPort: number;
}

/** One deployed workload: its surroundings first, then started, watched, started again as a kubelet would, until it is removed. */
export class Instance implements DeployedWorkload {
  readonly url: string;
  readonly #spec: InstanceSpec;
  readonly #log: WorkloadLog;
  readonly #gate = new ReadyGate();
  readonly #stop = new AbortController();
  readonly #broken = Promise.withResolvers<HighwaterError>();
  readonly #surroundings: Surroundings;
  readonly #starts: WorkloadStart[] = [];
  readonly #supervision: Promise<void>;
  #deathsInARow = 0;
  /** What the last look for readiness found, for the message when time is up. */
  #missing = '';
  #killedStarts = 0;
  #removal: Promise<void> | undefined;

  constructor(spec: InstanceSpec) {
    this.#spec = spec;
    this.url = spec.url;
    const { host, request } = spec;
    this.#log = new WorkloadLog(join(request.recordingDir, 'workload.log'), secretValues(dockerWorkload(request.plan).env));
    this.#surroundings = new Surroundings(host, request, spec.name, (error) => this.#break(error));
    void host.events.lost.then((error) => this.#break(error));
    this.#supervision = this.#supervise();
  }

  get ready(): Promise<void> {
    return this.#gate.promise;
  }

  get broken(): Promise<HighwaterError> {
    return this.#broken.promise;
  }

  readonly takeHeap = async (signal: AbortSignal, before?: HeapBefore): Promise<HeapTaken> =>
    this.#starts.at(-1)?.takeHeap(signal, before) ?? { refused: 'the workload does not run' };

  remove(): Promise<void> {
    this.#removal ??= this.#remove();
    return this.#removal;
  }

  /** What ends the measurement for reasons that are not the workload's. */
  #break(error: HighwaterError): void {
    if (this.#stop.signal.aborted) return;
    this.#gate.fail(error);
    this.#broken.resolve(error);
    this.#stop.abort();
  }

  #emit(restart: number, state: InstanceState): void {
    const { request } = this.#spec;
    request.emit({ kind: 'instance', t: request.clock(), container: request.plan.workload.container, restart, ...state });
  }

  async #supervise(): Promise<void> {
    try {
      await this.#surroundings.start(this.#stop.signal);
      for (let restart = 0; !this.#stop.signal.aborted; restart += 1) if (!(await this.#liveAndDie(restart))) return;
    } catch (error) {
      if (!(error instanceof StartFailure)) this.#break(engineError('the workload can no longer be started', error));
      else this.#gate.fail(neverReady(error.message, this.#log, 'workload.docker'));
    }
  }

  #limitReadiness(): void {
    const { readyTimeoutMs } = dockerWorkload(this.#spec.request.plan);
    const kills = (): string => (this.#killedStarts > 0 ? ` (${this.#killedStarts} OOM kills in ${this.#starts.length} starts)` : '');
    const late = () => neverReady(`was not ready within ${readyTimeoutMs} ms${kills()}${this.#missing}`, this.#log);
    const timer = setTimeout(() => this.#gate.fail(late()), readyTimeoutMs);
    this.#gate.onSettled(() => clearTimeout(timer));
  }

  /** Runs one start to its end. False when there shall be no other. */
  async #liveAndDie(restart: number): Promise<boolean> {
    const { host, request } = this.#spec;
    const start = new WorkloadStart(this.#spec, restart, this.#log, this.#surroundings.network, (error) => this.#break(error));
    this.#starts.push(start);
    const pid = await start.launch();
    if (restart === 0) this.#limitReadiness();
    const startedMs = request.clock();
    const identity = { containerId: start.id, ...(pid > 0 && { pid }) };
    this.#emit(restart, { state: 'started', ...identity });
    const end = await this.#watchUntilEnd(restart, start, identity);
    if (!end) return false;
    this.#emit(restart, { state: 'exited', ...identity, exitCode: end.exitCode, signal: null, oomKilled: end.oomKilled });
    if (end.oomKilled) this.#killedStarts += 1;
    if (!this.#gate.settled && !end.oomKilled) {
      this.#gate.fail(neverReady(endedBeforeReady({ exitCode: end.exitCode, signal: null, restart }), this.#log));
      return false;
    }
    this.#deathsInARow = request.clock() - startedMs >= host.backoff.resetAfterMs ? 1 : this.#deathsInARow + 1;
    const waitMs = backoffMs(this.#deathsInARow, host.backoff);
    this.#emit(restart, { state: 'backoff', backoffMs: waitMs });
    await sleep(waitMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    return !this.#stop.signal.aborted;
  }

  /** Waits for the main process to end, saying when it is ready. Undefined when it is stopped by removal. */
  async #watchUntilEnd(restart: number, start: WorkloadStart, identity: Partial<InstanceState>): Promise<ContainerEnd | undefined> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#stop.signal]);
    const missing = (what: string): void => {
      this.#missing = `: ${what}`;
    };
    const readiness = untilWorkloadReady(start.attempt, this.url, dockerWorkload(this.#spec.request.plan).ready, signal, missing).then((ready) => {
      if (!ready) return;
      this.#emit(restart, { state: 'ready', ...identity });
      this.#gate.open();
    });
    const stopped = new Promise<undefined>((resolve) => {
      if (this.#stop.signal.aborted) resolve(undefined);
      this.#stop.signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const end = await Promise.race([start.attempt.ended(), stopped]);
    over.abort();
    await readiness;
    return end;
  }

  async #remove(): Promise<void> {
    this.#stop.abort();
    await this.#supervision;
    this.#gate.fail(new HighwaterError('workload-never-ready', 'the workload was removed before it was ready'));
    try {
      for (const start of this.#starts) await start.remove();
      if (this.#starts.length > 0) this.#emit(this.#starts.length - 1, { state: 'stopped' });
      await this.#surroundings.remove();
    } catch (error) {
      throw engineError('the workload cannot be removed', error);
    } finally {
      await this.#log.close();
    }
    const { failure } = this.#log;
    const { emit, clock } = this.#spec.request;
    if (failure) emit({ kind: 'note', t: clock(), code: 'workload-log-lost', text: `output of the workload could not be written: ${failure.message}` });
  }
}
