/** Nanoseconds are written without zeros at the end; with them, stamps of one log compare as text. */
function comparable(stamp: string): string {
  const [, seconds = stamp, fraction = ''] = /^([^.Z+]+)(?:\.(\d+))?/.exec(stamp) ?? [];
  return `${seconds}.${fraction.padEnd(9, '0')}`;
}

/**
 * A container's log as the API server gives it with `timestamps`, over as many connections as it takes: the stamps are taken off, and what a later
 * connection tells again is left out.
 */
export class StampedLines {
  /** Beginning of a line whose stamp is not whole yet. */
  #held = '';
  #inLine = false;
  #skipping = false;
  #stamp = '';
  /** Stamp of the last line that was told to its end. */
  #told = '';
  /** Lines up to here were told by an earlier connection. */
  #known = '';

  /** Where the next connection is to begin; undefined for the very beginning. */
  get since(): string | undefined {
    return this.#told === '' ? undefined : this.#told;
  }

  /** A new connection begins. Returns the end of a line that the last one left open: it will be told again, whole. */
  begin(): string {
    const open = this.#inLine && !this.#skipping ? '\n' : '';
    this.#held = '';
    this.#inLine = false;
    this.#known = this.#told === '' ? '' : comparable(this.#told);
    return open;
  }

  /** What of the text is new, without stamps. */
  take(text: string): string {
    let rest = this.#held + text;
    let fresh = '';
    while (rest !== '') {
      if (!this.#inLine) {
        const space = rest.indexOf(' ');
        if (space < 0) break;
        this.#enterLine(rest.slice(0, space));
        rest = rest.slice(space + 1);
      }
      const end = rest.indexOf('\n');
      const piece = end < 0 ? rest : rest.slice(0, end + 1);
      if (!this.#skipping) fresh += piece;
      rest = rest.slice(piece.length);
      if (end >= 0) this.#leaveLine();
    }
    this.#held = rest;
    return fresh;
  }

  #enterLine(stamp: string): void {
    this.#inLine = true;
    this.#stamp = stamp;
    this.#skipping = comparable(stamp) <= this.#known;
  }

  #leaveLine(): void {
    this.#inLine = false;
    if (!this.#skipping) this.#told = this.#stamp;
  }
}
