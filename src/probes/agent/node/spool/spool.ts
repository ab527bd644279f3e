import { mkdirSync, readdirSync } from 'node:fs';
import { Segment } from './segment.ts';

/** What was read is given back to the disk a segment at a time. */
const segmentBytes = 4 * 1024 * 1024;

/** Numbered lines on disk, bounded: what has not been read when it is full is lost from its oldest end, and the reader sees that by the numbers. */
export class Spool {
  readonly #dir: string;
  readonly #maxBytes: number;
  #segments: Segment[];
  #next: number;

  private constructor(dir: string, maxBytes: number, segments: Segment[]) {
    this.#dir = dir;
    this.#maxBytes = maxBytes;
    this.#segments = segments;
    this.#next = segments.at(-1)?.next ?? 0;
  }

  /** Goes on with what lies in `dir`. */
  static open(dir: string, maxBytes: number): Spool {
    mkdirSync(dir, { recursive: true });
    const firsts = readdirSync(dir)
      .map((name) => /^(\d+)\.ndjson$/.exec(name)?.[1])
      .filter((first) => first !== undefined);
    const segments = firsts
      .map(Number)
      .sort((a, b) => a - b)
      .map((first) => Segment.recover(dir, first));
    return new Spool(dir, maxBytes, segments);
  }

  get first(): number {
    return this.#segments[0]?.first ?? this.#next;
  }

  get next(): number {
    return this.#next;
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** `text` is what follows the number in a JSON object. Throws what the file system throws; the number is then given to the next line. */
  append(text: string): void {
    this.#segmentToFill().append(`{"seq":${this.#next},${text}`);
    this.#next++;
    while (this.bytes > this.#maxBytes && this.#segments.length > 1) this.#segments.shift()?.remove();
  }

  /** Lines from number `from` on, or from the oldest that is left. Empty when there is nothing yet. */
  read(from: number, maxBytes: number): Buffer {
    const wanted = Math.max(from, this.first);
    return this.#segments.findLast(({ first }) => first <= wanted)?.read(wanted, maxBytes) ?? Buffer.alloc(0);
  }

  /** Everything before `upTo` has been read and kept elsewhere. */
  release(upTo: number): void {
    while (this.#segments.length > 1 && (this.#segments[0] as Segment).next <= upTo) this.#segments.shift()?.remove();
  }

  close(): void {
    for (const segment of this.#segments) segment.close();
    this.#segments = [];
  }

  #segmentToFill(): Segment {
    const last = this.#segments.at(-1);
    if (last && last.bytes < segmentBytes) return last;
    const added = Segment.create(this.#dir, this.#next);
    this.#segments.push(added);
    return added;
  }
}
