/** Lines that an error shows. */
const shownLines = 20;
const maxLineLength = 500;
/** Standard output and standard error of the last two attempts. */
const maxStreams = 4;

interface Line {
  /** Place in the order of arrival over all streams. */
  readonly place: number;
  readonly text: string;
}

class StreamTail {
  readonly #nextPlace: () => number;
  readonly #lines: Line[] = [];
  #open = '';

  constructor(nextPlace: () => number) {
    this.#nextPlace = nextPlace;
  }

  take(output: string): void {
    const pieces = `${this.#open}${output}`.split('\n');
    this.#open = (pieces.pop() ?? '').slice(0, maxLineLength);
    for (const text of pieces.slice(-shownLines)) this.#keep(text);
  }

  /** What it holds, a last line without an end too. */
  lines(): readonly Line[] {
    return this.#open.trim() === '' ? this.#lines : [...this.#lines, { place: this.#nextPlace(), text: this.#open }];
  }

  #keep(text: string): void {
    if (text.trim() === '') return;
    this.#lines.push({ place: this.#nextPlace(), text: text.trimEnd().slice(0, maxLineLength) });
    if (this.#lines.length > shownLines) this.#lines.shift();
  }
}

/** The last lines of several streams that belong together. Each has its share of them: a chatty one must not push out the one line of error that came before it, for pipes are read in no order. */
export class LogTail {
  readonly #streams: StreamTail[] = [];
  #places = 0;

  /** A further stream; what it returns takes the output. */
  stream(): (output: string) => void {
    const tail = new StreamTail(() => {
      this.#places += 1;
      return this.#places;
    });
    this.#streams.push(tail);
    if (this.#streams.length > maxStreams) this.#streams.shift();
    return (output) => tail.take(output);
  }

  /** At most 20 lines, in the order of arrival. */
  lines(): string[] {
    const held = this.#streams.map((stream) => stream.lines()).filter((lines) => lines.length > 0);
    const share = Math.floor(shownLines / Math.max(1, held.length));
    const owed = held.flatMap((lines) => lines.slice(-share));
    const further = held.flatMap((lines) => lines.slice(0, -share)).toSorted((a, b) => b.place - a.place);
    const shown = [...owed, ...further.slice(0, shownLines - owed.length)];
    return shown.toSorted((a, b) => a.place - b.place).map(({ text }) => text);
  }
}
