import { createWriteStream, type WriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

/** Lines that an error shows. */
const tailLines = 20;
const maxLineLength = 500;

/** What the workload prints, appended to a file; the last lines are kept for errors. A full disk costs the file, not the run. */
export class WorkloadLog {
  readonly path: string;
  readonly #stream: WriteStream;
  readonly #secrets: readonly string[];
  #tail = '';
  #failure: Error | undefined;

  /** `secrets`: values that must not appear in the tail, which ends up in messages. */
  constructor(path: string, secrets: readonly string[]) {
    this.path = path;
    this.#secrets = secrets;
    this.#stream = createWriteStream(path, { flags: 'a' });
    this.#stream.on('error', (error) => {
      this.#failure = error;
    });
  }

  follow(source: Readable): void {
    source.on('error', () => undefined);
    source.on('data', (chunk: Buffer) => {
      if (!this.#failure && !this.#stream.write(chunk)) {
        source.pause();
        this.#stream.once('drain', () => source.resume());
        this.#stream.once('error', () => source.resume());
      }
      this.#tail = `${this.#tail}${chunk.toString()}`.slice(-tailLines * maxLineLength);
    });
  }

  /** The last lines, oldest first, with secret values blotted out. */
  tail(): string[] {
    const text = this.#secrets.reduce((each, secret) => each.replaceAll(secret, '***'), this.#tail);
    const lines = text.split('\n').map((line) => line.trimEnd().slice(0, maxLineLength));
    return lines.filter((line) => line !== '').slice(-tailLines);
  }

  /** Why output was lost, if it was. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  async close(): Promise<void> {
    this.#stream.end();
    await finished(this.#stream).catch(() => undefined);
  }
}
