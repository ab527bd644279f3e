import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordingEvent } from './events.ts';
import type { RecordingManifest } from './manifest.ts';

/** A killed runner loses at most what came in during this time. */
const flushEveryMs = 200;

/** Appends events to a recording. Each flush ends with a whole line, so that a kill tears one line at most. */
export class RecordingWriter {
  readonly #fd: number;
  readonly #timer: NodeJS.Timeout;
  readonly #onFailure: (error: Error) => void;
  #pending: string[] = [];
  #failed = false;
  #closed = false;

  /** `onFailure` is called once, with the first error of the file system (a full disk); later events are dropped. */
  constructor(dir: string, manifest: RecordingManifest, onFailure: (error: Error) => void) {
    mkdirSync(dir, { recursive: true });
    const temporary = join(dir, '.manifest.json');
    writeFileSync(temporary, `${JSON.stringify(manifest, null, 2)}\n`);
    renameSync(temporary, join(dir, 'manifest.json'));
    this.#fd = openSync(join(dir, 'events.ndjson'), 'a');
    this.#onFailure = onFailure;
    this.#timer = setInterval(() => this.flush(), flushEveryMs);
  }

  readonly emit = (event: RecordingEvent): void => {
    if (!this.#closed && !this.#failed) this.#pending.push(JSON.stringify(event));
  };

  flush(): void {
    if (this.#pending.length === 0 || this.#failed) return;
    const bytes = Buffer.from(`${this.#pending.join('\n')}\n`);
    this.#pending = [];
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#fd, bytes, written);
    } catch (error) {
      this.#failed = true;
      this.#onFailure(error as Error);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.flush();
    this.#closed = true;
    clearInterval(this.#timer);
    if (!this.#failed) fsyncSync(this.#fd);
    closeSync(this.#fd);
  }
}
