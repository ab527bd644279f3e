import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HeapBefore, HeapTaken } from '../../ports/heap.ts';
import type { DeployedWorkload } from '../../ports/target.ts';
import type { EventOf } from '../../recording/events.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { backoffMs } from '../machine/backoff.ts';
import { takeHeap } from '../machine/heap/take-heap.ts';
import { endedBeforeReady, neverReady } from '../machine/never-ready.ts';
import { untilReady } from '../machine/readiness.ts';
import { ReadyGate } from '../machine/ready-gate.ts';
import { secretValues } from '../machine/secret-values.ts';
import { usedFilesOf } from '../machine/used-files.ts';
import { watchedCgroup } from '../machine/watched.ts';
import { WorkloadLog } from '../machine/workload-log.ts';
import type { ContainerStart } from './container-start.ts';
import { createParent } from './hand-down.ts';
import type { LaunchedProcess, ProcessEnd } from './launch.ts';
import type { Bind } from './launch-command.ts';
import { localWorkload } from './local-plan.ts';
import { removeCgroup } from './remove-cgroup.ts';
import { createStart, type InstanceSpec, launchSpec, workloadUrl } from './start-factory.ts';

type InstanceState = Omit<EventOf<'instance'>, 'kind' | 't' | 'container' | 'restart'>;

interface PreparedStart {
  readonly restart: number;
  readonly start: ContainerStart;
  readonly binds: readonly Bind[];
}

/** One deployed workload: started, watched, started again as a kubelet would, until it is removed. */
export class Instance implements DeployedWorkload {
  readonly url: string;
  readonly #spec: InstanceSpec;
  readonly #log: WorkloadLog;
  readonly #gate = new ReadyGate();
  readonly #stop = new AbortController();
  readonly #starts: ContainerStart[] = [];
  #deathsInARow = 0;
  /** What the last look for readiness found, for the message when time is up. */
  #missing = '';
  readonly #supervision: Promise<void>;
  #removal: Promise<void> | undefined;

  /** `beforeFirstStart` may take as long as a start and ends early when its signal aborts. */
  constructor(spec: InstanceSpec, beforeFirstStart: (signal: AbortSignal) => Promise<void>) {
    this.#spec = spec;
    this.url = workloadUrl(spec.request, spec.port);
    createParent(spec.cgroup);
    this.#log = new WorkloadLog(join(spec.request.recordingDir, 'workload.log'), secretValues(localWorkload(spec.request.plan).env));
    this.#supervision = this.#supervise(beforeFirstStart);
  }

  get ready(): Promise<void> {
    return this.#gate.promise;
  }

  /** Of the start that runs now; one that was killed meanwhile has no processes. */
  readonly takeHeap = (signal: AbortSignal, before?: HeapBefore): Promise<HeapTaken> => {
    const start = this.#starts.at(-1);
    if (start === undefined) return Promise.resolve({ refused: 'the workload does not run' });
    return takeHeap({
      pids: start.processes,
      limitBytes: this.#spec.limitBytes,
      before,
      folder: start.heapFolder,
      folderMode: 0o700,
      rootOf: () => '',
      signal,
    });
  };

  remove(): Promise<void> {
    this.#removal ??= this.#remove();
    return this.#removal;
  }

  #emit(restart: number, state: InstanceState): void {
    const { request } = this.#spec;
    request.emit({ kind: 'instance', t: request.clock(), container: request.plan.workload.container, restart, ...state });
  }

  #note(code: string, text: string): void {
    const { emit, clock } = this.#spec.request;
    emit({ kind: 'note', t: clock(), code, text });
  }

  async #prepare(restart: number): Promise<PreparedStart> {
    const { host, request } = this.#spec;
    const start = createStart(this.#spec, restart);
    this.#starts.push(start);
    if (restart === 0) for (const { code, text } of start.gaps) this.#note(code, text);
    request.watch(watchedCgroup(request.plan.workload.container, start.cgroup, host.memoryHierarchy));
    const { binds, facts } = await host.coldCache.prepare();
    request.emit({ kind: 'cold-cache', t: request.clock(), ...facts });
    return { restart, start, binds };
  }

  async #supervise(beforeFirstStart: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await beforeFirstStart(this.#stop.signal);
      let next: PreparedStart | undefined = this.#stop.signal.aborted ? undefined : await this.#prepare(0);
      this.#limitReadiness();
      while (next) next = await this.#liveAndDie(next);
    } catch (error) {
      this.#gate.fail(error as Error);
      this.#note('supervision-ended', `the workload is no longer started: ${(error as Error).message}`);
    }
  }

  #limitReadiness(): void {
    const { readyTimeoutMs } = localWorkload(this.#spec.request.plan);
    const late = () => neverReady(`was not ready within ${readyTimeoutMs} ms${this.#killsSoFar()}${this.#missing}`, this.#log);
    const timer = setTimeout(() => this.#gate.fail(late()), readyTimeoutMs);
    this.#gate.onSettled(() => clearTimeout(timer));
  }

  /** Runs one start to its end. Returns the next one, or undefined when there shall be none. */
  async #liveAndDie(prepared: PreparedStart): Promise<PreparedStart | undefined> {
    const { restart, start } = prepared;
    const { host, request } = this.#spec;
    if (this.#stop.signal.aborted) return undefined;
    const main = await start.launch(launchSpec(this.#spec, start, prepared.binds), request.scenarioDir, this.#log);
    const startedMs = request.clock();
    this.#emit(restart, { state: 'started', pid: main.pid });
    const end = await this.#watchUntilEnd(prepared, main);
    if (!end) return undefined;
    this.#emit(restart, { state: 'exited', pid: main.pid, ...end });
    // What outlives the main process dies with it, as with the PID namespace of a container.
    await start.kill();
    if (!this.#gate.settled && start.oomKills === 0) {
      this.#gate.fail(neverReady(endedBeforeReady({ ...end, restart }), this.#log));
      return undefined;
    }
    this.#deathsInARow = request.clock() - startedMs >= host.backoff.resetAfterMs ? 1 : this.#deathsInARow + 1;
    const waitMs = backoffMs(this.#deathsInARow, host.backoff);
    this.#emit(restart, { state: 'backoff', backoffMs: waitMs });
    await sleep(waitMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    if (this.#stop.signal.aborted) return undefined;
    await start.reclaim();
    return this.#prepare(restart + 1);
  }

  /** Waits for the main process to end, saying when it is ready. Undefined when it is stopped by removal. */
  async #watchUntilEnd({ restart, start }: PreparedStart, main: LaunchedProcess): Promise<ProcessEnd | undefined> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#stop.signal]);
    const missing = (what: string): void => {
      this.#missing = `: ${what}`;
    };
    const readiness = untilReady(this.url, localWorkload(this.#spec.request.plan).ready, signal, missing).then((ready) => {
      if (!ready) return;
      this.#emit(restart, { state: 'ready', pid: main.pid });
      this.#spec.host.coldCache.learn(usedFilesOf(start.processes));
      this.#gate.open();
    });
    const stopped = new Promise<undefined>((resolve) => {
      if (this.#stop.signal.aborted) resolve(undefined);
      this.#stop.signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const end = await Promise.race([main.ended, stopped]);
    over.abort();
    await readiness;
    return end;
  }

  #killsSoFar(): string {
    const kills = this.#starts.reduce((sum, start) => sum + start.oomKills, 0);
    return kills > 0 ? ` (${kills} OOM kills in ${this.#starts.length} starts)` : '';
  }

  async #remove(): Promise<void> {
    const running = this.#starts.at(-1);
    if (running) this.#spec.host.coldCache.learn(usedFilesOf(running.processes));
    this.#stop.abort();
    await this.#supervision;
    this.#gate.fail(new HighwaterError('workload-never-ready', 'the workload was removed before it was ready'));
    for (const start of this.#starts) await start.kill();
    if (running) this.#emit(this.#starts.length - 1, { state: 'stopped' });
    for (const start of this.#starts) await start.remove();
    await removeCgroup(this.#spec.cgroup);
    await this.#log.close();
    if (this.#log.failure) this.#note('workload-log-lost', `output of the workload could not be written: ${this.#log.failure.message}`);
  }
}
