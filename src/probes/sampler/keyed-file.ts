import { type KernelFile, parseNumber } from './kernel-file.ts';

const newline = 10;
const space = 32;
const unwanted = -1;

/**
 * Picks wanted keys out of a `key value` file such as memory.stat without making strings. Order is not promised by the kernel
 * (cgroup-v2.rst: parse by key), so the layout of the last read is only a guess that every read compares with the keys it finds.
 */
export class KeyedFile {
  readonly #file: KernelFile;
  readonly #wanted: readonly Buffer[];
  /** Column of each line, `unwanted` for a line that nobody asked for. Empty: not known. */
  #layout: number[] = [];
  #wantedLines = 0;

  constructor(file: KernelFile, keys: readonly string[]) {
    this.#file = file;
    this.#wanted = keys.map((key) => Buffer.from(key, 'latin1'));
  }

  /** Writes one value per key to `values` from `offset` on, -1 for an absent key. False when the file cannot be read. */
  readInto(values: number[], offset: number): boolean {
    values.fill(-1, offset, offset + this.#wanted.length);
    const length = this.#file.read();
    if (length < 0) return false;
    if (!this.#readByLayout(values, offset, length)) this.#learnLayout(values, offset, length);
    return true;
  }

  /** False when the layout is not known to be whole and true any more: every value has to be looked up anew. */
  #readByLayout(values: number[], offset: number, length: number): boolean {
    // An absent key could turn up on any line.
    if (this.#wantedLines < this.#wanted.length) return false;
    const { buffer } = this.#file;
    let line = 0;
    let found = 0;
    for (let start = 0; start < length; line++) {
      const column = this.#layout[line];
      if (column === undefined) return false;
      const end = endOfLine(buffer, start, length);
      if (column !== unwanted) {
        const gap = buffer.indexOf(space, start);
        if (!this.#isKey(column, start, gap)) return false;
        values[offset + column] = parseNumber(buffer, gap + 1, end);
        found++;
      }
      start = end + 1;
    }
    return found === this.#wantedLines && line === this.#layout.length;
  }

  #learnLayout(values: number[], offset: number, length: number): void {
    const { buffer } = this.#file;
    this.#layout = [];
    values.fill(-1, offset, offset + this.#wanted.length);
    for (let start = 0; start < length; ) {
      const end = endOfLine(buffer, start, length);
      const gap = buffer.indexOf(space, start);
      const column = this.#wanted.findIndex((_, index) => this.#isKey(index, start, gap));
      this.#layout.push(column);
      if (column !== unwanted) values[offset + column] = parseNumber(buffer, gap + 1, end);
      start = end + 1;
    }
    this.#wantedLines = this.#layout.filter((column) => column !== unwanted).length;
  }

  #isKey(column: number, start: number, end: number): boolean {
    const key = this.#wanted[column] as Buffer;
    return key.length === end - start && this.#file.buffer.compare(key, 0, key.length, start, end) === 0;
  }
}

function endOfLine(buffer: Buffer, start: number, length: number): number {
  const end = buffer.indexOf(newline, start);
  return end < 0 || end > length ? length : end;
}
