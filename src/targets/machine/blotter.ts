import { StringDecoder } from 'node:string_decoder';

const blot = '***';

/** Length of the longest end of `text` that `secret` begins with, the whole secret excepted. */
function begunLength(text: string, secret: string): number {
  for (let length = Math.min(secret.length - 1, text.length); length > 0; length--) if (text.endsWith(secret.slice(0, length))) return length;
  return 0;
}

/** Blots values out of a stream of output. What could be the beginning of one is held back until the next piece tells. */
export class Blotter {
  readonly #secrets: readonly string[];
  readonly #decoder = new StringDecoder('utf8');
  #held = '';

  constructor(secrets: readonly string[]) {
    // The longest first: one value may be a part of another.
    this.#secrets = secrets.toSorted((a, b) => b.length - a.length);
  }

  /** What may be shown of everything up to here. Bytes as they are where there is nothing to hide. */
  pass(chunk: Buffer): Buffer | string {
    if (this.#secrets.length === 0) return chunk;
    const text = this.#blotted(this.#held + this.#decoder.write(chunk));
    const begun = Math.max(0, ...this.#secrets.map((secret) => begunLength(text, secret)));
    this.#held = text.slice(text.length - begun);
    return text.slice(0, text.length - begun);
  }

  /** What was held back: no value was completed. */
  end(): string {
    const rest = this.#blotted(this.#held + this.#decoder.end());
    this.#held = '';
    return rest;
  }

  #blotted(text: string): string {
    return this.#secrets.reduce((each, secret) => each.replaceAll(secret, blot), text);
  }
}
