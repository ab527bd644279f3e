import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkloadLog } from '../machine/workload-log.ts';
import type { ContainerSpec } from './container-spec.ts';
import type { ContainerHandle, ContainerInspection } from './engine.ts';
import { engineMessage, unlessMissing } from './engine-errors.ts';
import { followOutput, type Output } from './follow-output.ts';
import type { DockerHost } from './host.ts';
import { startContainer } from './start-container.ts';

/** Output in flight when the container ends. An engine that is busy takes its time; one that hangs must not hold the run. */
const outputGraceMs = 5000;
/** The engine tells of the end before it says so when asked. */
const settleMs = 50;

export interface ContainerEnd {
  readonly exitCode: number;
  /** The engine says that a process of the container was killed for memory. Its main process need not be the one. */
  readonly oomKilled: boolean;
}

export interface AttemptHooks {
  /** The container is there, limited, with its files in it, and nothing of it runs. */
  readonly created: (id: string, inspection: ContainerInspection) => Promise<void>;
  readonly oom: (id: string) => void;
  /** Somebody else removed it. */
  readonly removed: () => void;
}

/** One container from its creation to its removal. */
export class ContainerAttempt {
  readonly #host: DockerHost;
  readonly #spec: ContainerSpec;
  readonly #hooks: AttemptHooks;
  readonly #log: WorkloadLog | undefined;
  readonly #started = Promise.withResolvers<void>();
  readonly #exited = Promise.withResolvers<number>();
  #id: string | undefined;
  #output: Output | undefined;
  #ooms = 0;
  #removal: Promise<void> | undefined;

  constructor(host: DockerHost, spec: ContainerSpec, log: WorkloadLog | undefined, hooks: AttemptHooks) {
    this.#host = host;
    this.#spec = spec;
    this.#log = log;
    this.#hooks = hooks;
  }

  get id(): string {
    return this.#id ?? '';
  }

  get output(): Output | undefined {
    return this.#output;
  }

  get ooms(): number {
    return this.#ooms;
  }

  /** Resolves with the id of the main process on this kernel, 0 where it is gone or elsewhere. Throws as the engine does when it cannot be started. */
  async start(): Promise<number> {
    const starting = startContainer(this.#host.engine, this.#spec, (id) => this.#created(id));
    // Testcontainers waits for the ports of a container that is long dead; the events know better.
    await Promise.race([starting, this.#started.promise.then(() => this.#exited.promise)]);
    starting.catch(() => undefined);
    return (await this.inspect())?.State.Pid ?? 0;
  }

  /** Resolves when the main process has ended, whoever ended it. */
  async ended(): Promise<ContainerEnd> {
    const exitCode = await this.#exited.promise;
    if (this.#output) await Promise.race([this.#output.silent, sleep(outputGraceMs)]);
    let inspection = await this.inspect();
    if (inspection?.State.Running) {
      await sleep(settleMs);
      inspection = await this.inspect();
    }
    return { exitCode, oomKilled: this.#ooms > 0 || inspection?.State.OOMKilled === true };
  }

  async inspect(): Promise<ContainerInspection | undefined> {
    return this.#id === undefined ? undefined : unlessMissing(this.#handle().inspect());
  }

  /** Ends every process of it and removes it with its anonymous volumes. Safe to call twice, and when it never came to be. */
  remove(): Promise<void> {
    this.#removal ??= this.#remove();
    return this.#removal;
  }

  /** What the engine said about a start that failed, in one line. */
  static complaint(error: unknown): string {
    return engineMessage(error)
      .replace(/^.*(?:OCI runtime create failed|failed to create (?:task|shim)[^:]*|starting container process caused|unable to start container process): /, '')
      .replace(/: unknown$/, '')
      .trim();
  }

  #handle(): ContainerHandle {
    return this.#host.engine.docker.getContainer(this.#id as string);
  }

  async #created(id: string): Promise<void> {
    this.#id = id;
    this.#host.events.listen(id, {
      started: () => this.#started.resolve(),
      oom: () => {
        this.#ooms += 1;
        this.#hooks.oom(id);
      },
      ended: (exitCode) => this.#exited.resolve(exitCode),
      removed: () => this.#hooks.removed(),
    });
    await this.#hooks.created(id, await this.#handle().inspect());
    this.#output = await followOutput(this.#host.engine, id, this.#log);
  }

  async #remove(): Promise<void> {
    if (this.#id === undefined) return;
    this.#host.events.forget(this.#id);
    await unlessMissing(this.#handle().remove({ force: true, v: true }));
  }
}
