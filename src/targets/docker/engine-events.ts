import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { HighwaterError } from '../../shared/errors.ts';
import type { Dockerode } from './engine.ts';
import { engineGone } from './engine-errors.ts';
import { runLabel } from './labels.ts';

interface EngineEvent {
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
}

/** What is told of one container. `removed`: by somebody, perhaps by us. */
export interface ContainerListener {
  readonly started: () => void;
  readonly oom: () => void;
  readonly ended: (exitCode: number) => void;
  readonly removed: () => void;
}

/** The engine's own account of the containers of one run (`GET /events`), from before the first of them. */
export class EngineEvents {
  readonly #stream: Readable;
  readonly #listeners = new Map<string, ContainerListener>();
  readonly #lost = Promise.withResolvers<HighwaterError>();
  #closed = false;

  private constructor(stream: Readable) {
    this.#stream = stream;
    // The reader passes errors of its input on, and one that nobody hears would end the process.
    createInterface({ input: stream })
      .on('line', (line) => this.#take(line))
      .on('error', (error) => this.#end(error));
    stream.on('error', (error) => this.#end(error));
    stream.once('close', () => this.#end());
    stream.once('end', () => this.#end());
  }

  /** Resolves once the engine has begun to tell. */
  static async open(docker: Dockerode, runId: string): Promise<EngineEvents> {
    const filters = JSON.stringify({ type: ['container'], label: [`${runLabel}=${runId}`] });
    return new EngineEvents((await docker.getEvents({ filters })) as Readable);
  }

  /** Resolves when the engine stops telling though nobody closed this: it was stopped, or the way to it is cut. */
  get lost(): Promise<HighwaterError> {
    return this.#lost.promise;
  }

  listen(containerId: string, listener: ContainerListener): void {
    this.#listeners.set(containerId, listener);
  }

  forget(containerId: string): void {
    this.#listeners.delete(containerId);
  }

  close(): void {
    this.#closed = true;
    this.#stream.destroy();
  }

  #end(cause?: unknown): void {
    if (!this.#closed) this.#lost.resolve(engineGone(cause));
  }

  #take(line: string): void {
    if (line.trim() === '') return;
    const { Action: action, Actor: actor } = JSON.parse(line) as EngineEvent;
    const listener = this.#listeners.get(actor.ID);
    if (action === 'start') listener?.started();
    else if (action === 'oom') listener?.oom();
    else if (action === 'die') listener?.ended(Number(actor.Attributes.exitCode));
    else if (action === 'destroy') listener?.removed();
  }
}
