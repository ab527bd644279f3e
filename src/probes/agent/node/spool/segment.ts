import { closeSync, ftruncateSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const newline = 0x0a;

/** One file of the spool: lines with consecutive numbers, appended. */
export class Segment {
  readonly first: number;
  readonly path: string;
  readonly #fd: number;
  /** Where each line begins, and where the last ends. */
  readonly #starts: number[];

  private constructor(first: number, path: string, fd: number, starts: number[]) {
    this.first = first;
    this.path = path;
    this.#fd = fd;
    this.#starts = starts;
  }

  static create(dir: string, first: number): Segment {
    const path = join(dir, `${first}.ndjson`);
    return new Segment(first, path, openSync(path, 'w+'), [0]);
  }

  /** Takes over what an agent before left; a line that was cut off is cut away. */
  static recover(dir: string, first: number): Segment {
    const path = join(dir, `${first}.ndjson`);
    const bytes = readFileSync(path);
    const starts = [0];
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, end + 1)) starts.push(end + 1);
    const fd = openSync(path, 'r+');
    ftruncateSync(fd, starts.at(-1) as number);
    return new Segment(first, path, fd, starts);
  }

  get next(): number {
    return this.first + this.#starts.length - 1;
  }

  get bytes(): number {
    return this.#starts.at(-1) as number;
  }

  /** Throws what the file system throws, with nothing appended. */
  append(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    const at = this.bytes;
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#fd, bytes, written, bytes.length - written, at + written);
    this.#starts.push(at + bytes.length);
  }

  /** Whole lines from number `from` on, as many as fit into `maxBytes`, at least one. Empty where there is none. */
  read(from: number, maxBytes: number): Buffer {
    const index = from - this.first;
    const start = this.#starts[index];
    if (start === undefined || from >= this.next) return Buffer.alloc(0);
    let last = index + 1;
    while (last + 1 < this.#starts.length && (this.#starts[last + 1] as number) - start <= maxBytes) last++;
    const bytes = Buffer.alloc((this.#starts[last] as number) - start);
    readSync(this.#fd, bytes, 0, bytes.length, start);
    return bytes;
  }

  close(): void {
    closeSync(this.#fd);
  }

  remove(): void {
    this.close();
    rmSync(this.path, { force: true });
  }
}
