/** What a snapshot says, in the order in which V8 writes it. */
export interface SnapshotSink {
  /** The text of the object `snapshot`, which names the fields of a node; answers how many there are. */
  header(text: string): number;
  /** The numbers of one node; the array is used again. */
  node(fields: readonly number[]): void;
  /** Whether the text of this string is wanted. */
  wantsString(index: number): boolean;
  /** JSON text without its quotes, cut at `longestNameBytes`. */
  string(index: number, json: string): void;
}

/** Names of constructors are short; a string of the workload that is longer is never one. */
export const longestNameBytes = 512;

const [quote, backslash, comma, minus, colon] = [0x22, 0x5c, 0x2c, 0x2d, 0x3a];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const [zero, nine] = [0x30, 0x39];

type Mode = 'outside' | 'key' | 'value' | 'header' | 'nodes' | 'strings' | 'skip' | 'done';

/**
 * Reads a heap snapshot of V8 as it comes, whatever its size: one object whose parts are `snapshot`, `nodes`, arrays that are passed over, and `strings`
 * (v8/src/profiler/heap-snapshot-generator.cc, HeapSnapshotJSONSerializer). Keeps one node, one name and the header, and nothing else.
 */
export class SnapshotScanner {
  readonly #sink: SnapshotSink;
  #mode: Mode = 'outside';
  /** Bytes of the key, header or wanted string that is being read. */
  #text: number[] = [];
  #depth = 0;
  #inString = false;
  #escaped = false;
  #fields: number[] = [];
  #fieldsPerNode = 0;
  #number = 0;
  #sign = 1;
  #hasDigits = false;
  #stringIndex = 0;
  #wanted = false;

  constructor(sink: SnapshotSink) {
    this.#sink = sink;
  }

  /** Whether the closing brace was seen: a file that ends before it was not written to its end. */
  get complete(): boolean {
    return this.#mode === 'done';
  }

  /** Throws a plain error for what is no snapshot of V8. */
  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) at = this.#step(chunk, at);
  }

  #step(chunk: Uint8Array, at: number): number {
    if (this.#mode === 'nodes') return this.#nodes(chunk, at);
    if (this.#mode === 'strings') return this.#strings(chunk, at);
    if (this.#mode === 'header' || this.#mode === 'skip') return this.#balanced(chunk, at, this.#mode === 'header');
    this.#between(chunk[at] as number);
    return at + 1;
  }

  /** Between the parts: keys, colons, and what opens a value. */
  #between(byte: number): void {
    if (this.#mode === 'key') {
      if (byte === quote) this.#mode = 'value';
      else this.#text.push(byte);
    } else if (this.#mode === 'value') {
      if (byte === openBrace || byte === openBracket) this.#open(Buffer.from(this.#text).toString('latin1'), byte);
      else if (byte > 0x20 && byte !== colon) throw new Error('it is no heap snapshot of V8');
    } else if (byte === quote) {
      this.#text = [];
      this.#mode = 'key';
    } else if (byte === closeBrace) this.#mode = 'done';
    else if (byte > 0x20 && byte !== comma && byte !== openBrace) throw new Error('it is no heap snapshot of V8');
  }

  #open(key: string, byte: number): void {
    this.#text = [];
    this.#depth = 1;
    if (key === 'snapshot') {
      this.#mode = 'header';
      this.#text.push(byte);
    } else if (key === 'nodes' && this.#fieldsPerNode === 0) throw new Error('it does not say what its nodes are');
    else this.#mode = key === 'nodes' || key === 'strings' ? key : 'skip';
  }

  /** Up to the bracket that closes the value. */
  #balanced(chunk: Uint8Array, from: number, keep: boolean): number {
    let at = from;
    while (at < chunk.length && this.#depth > 0) {
      const byte = chunk[at] as number;
      at += 1;
      if (keep) this.#text.push(byte);
      if (this.#inString) this.#withinString(byte);
      else if (byte === quote) this.#inString = true;
      else if (byte === openBracket || byte === openBrace) this.#depth += 1;
      else if (byte === closeBracket || byte === closeBrace) this.#depth -= 1;
    }
    if (this.#depth > 0) return at;
    if (keep) this.#fieldsPerNode = this.#sink.header(Buffer.from(this.#text).toString('utf8'));
    this.#mode = 'outside';
    return at;
  }

  #withinString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === backslash) this.#escaped = true;
    else if (byte === quote) this.#inString = false;
  }

  #nodes(chunk: Uint8Array, from: number): number {
    let at = from;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at] as number;
      if (byte >= zero && byte <= nine) {
        this.#number = this.#number * 10 + (byte - zero);
        this.#hasDigits = true;
      } else if (byte === minus) this.#sign = -1;
      else {
        if (this.#hasDigits) this.#field();
        if (byte === closeBracket) {
          this.#mode = 'outside';
          return at + 1;
        }
      }
    }
    return at;
  }

  #field(): void {
    this.#fields.push(this.#sign * this.#number);
    this.#number = 0;
    this.#sign = 1;
    this.#hasDigits = false;
    if (this.#fields.length < this.#fieldsPerNode) return;
    this.#sink.node(this.#fields);
    this.#fields.length = 0;
  }

  #strings(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] as number;
      if (this.#inString) {
        this.#withinString(byte);
        if (!this.#inString) this.#closeString();
        else if (this.#wanted && this.#text.length < longestNameBytes) this.#text.push(byte);
      } else if (byte === quote) {
        this.#inString = true;
        this.#text = [];
        this.#wanted = this.#sink.wantsString(this.#stringIndex);
      } else if (byte === closeBracket) {
        this.#mode = 'outside';
        return at + 1;
      }
    }
    return chunk.length;
  }

  #closeString(): void {
    if (this.#wanted) this.#sink.string(this.#stringIndex, Buffer.from(this.#text).toString('utf8'));
    this.#stringIndex += 1;
  }
}
