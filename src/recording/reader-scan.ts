const [minus, point, zero] = [0x2d, 0x2e, 0x30];
/** Up to here every whole number has a double of its own, so that mantissa / 10^n rounds as JSON.parse does. */
const maxDigits = 15;

/** A position in the bytes of a line that is read without making a string of it. `failed` once something was not as expected. */
export class Scan {
  readonly #bytes: Buffer;
  readonly #to: number;
  #at: number;
  failed = false;

  constructor(bytes: Buffer, from: number, to: number) {
    this.#bytes = bytes;
    this.#at = from;
    this.#to = to;
  }

  /** All of the line was read, and as expected. */
  get isDone(): boolean {
    return this.#at === this.#to && !this.failed;
  }

  /** Steps over these bytes if they are next. */
  takes(expected: Buffer): boolean {
    for (let index = 0; index < expected.length; index++) if (this.#bytes[this.#at + index] !== expected[index]) return false;
    this.#at += expected.length;
    return true;
  }

  takesByte(expected: number): boolean {
    if (this.#bytes[this.#at] !== expected) return false;
    this.#at++;
    return true;
  }

  /** The number after these bytes. */
  numberAfter(expected: Buffer): number {
    if (!this.takes(expected)) this.failed = true;
    return this.number();
  }

  /** A decimal number without exponent, as JSON writes it: no leading zero. */
  number(): number {
    const sign = this.takesByte(minus) ? -1 : 1;
    const first = this.#at;
    let mantissa = this.#digits(0);
    let digits = this.#at - first;
    if (digits === 0 || (digits > 1 && this.#bytes[first] === zero)) this.failed = true;
    let scale = 1;
    if (this.takesByte(point)) {
      const fraction = this.#at;
      mantissa = this.#digits(mantissa);
      if (this.#at === fraction) this.failed = true;
      digits += this.#at - fraction;
      scale = 10 ** (this.#at - fraction);
    }
    if (digits > maxDigits) this.failed = true;
    return (sign * mantissa) / scale;
  }

  #digits(initial: number): number {
    let value = initial;
    for (; this.#at < this.#to; this.#at++) {
      const digit = (this.#bytes[this.#at] as number) - zero;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    return value;
  }
}
