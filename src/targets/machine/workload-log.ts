import { createWriteStream, type WriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Blotter } from './blotter.ts';
import { LogTail } from './log-tail.ts';

/** What the workload prints, secret values blotted out, appended to a file; the last lines are kept for errors. A full disk costs the file, not the run. */
export class WorkloadLog {
  readonly path: string;
  readonly #stream: WriteStream;
  readonly #secrets: readonly string[];
  readonly #tail = new LogTail();
  /** Sources that wait until the file has caught up. */
  readonly #held = new Set<Readable>();
  #failure: Error | undefined;

  /** `secrets`: values that must reach neither the recording nor the tail, which ends up in messages. */
  constructor(path: string, secrets: readonly string[]) {
    this.path = path;
    this.#secrets = secrets;
    this.#stream = createWriteStream(path, { flags: 'a' });
    this.#stream.on('error', (error) => {
      this.#failure = error;
      this.#letGo();
    });
    this.#stream.on('drain', () => this.#letGo());
  }

  follow(source: Readable): void {
    const blotter = new Blotter(this.#secrets);
    const tail = this.#tail.stream();
    source.on('error', () => undefined);
    source.on('data', (chunk: Buffer) => this.#keep(blotter.pass(chunk), source, tail));
    source.on('end', () => this.#keep(blotter.end(), source, tail));
  }

  #keep(output: Buffer | string, source: Readable, tail: (output: string) => void): void {
    if (!this.#failure && !this.#stream.writableEnded && !this.#stream.write(output)) {
      source.pause();
      this.#held.add(source);
    }
    tail(output.toString());
  }

  #letGo(): void {
    for (const source of this.#held) source.resume();
    this.#held.clear();
  }

  /** The last lines, oldest first. */
  tail(): string[] {
    return this.#tail.lines();
  }

  /** Why output was lost, if it was. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  async close(): Promise<void> {
    this.#stream.end();
    this.#letGo();
    await finished(this.#stream).catch(() => undefined);
  }
}
