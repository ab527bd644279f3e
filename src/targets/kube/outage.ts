import { failureInWords } from './failures.ts';

/** Shorter breaks are what any connection has. */
const worthSayingMs = 1000;
const firstRetryMs = 200;
const longestRetryMs = 5000;

/** Counts how long something has not been heard, and how long to wait before it is tried again. */
export class Outage {
  readonly #clock: () => number;
  readonly #say: (forMs: number, why: string) => void;
  #sinceMs: number | undefined;
  #why = '';
  #retryMs = firstRetryMs;

  /** `say` is called once per outage, at its end. */
  constructor(clock: () => number, say: (forMs: number, why: string) => void) {
    this.#clock = clock;
    this.#say = say;
  }

  /** Returns how many milliseconds to wait: twice as long each time. */
  failed(error: Error): number {
    this.#sinceMs ??= this.#clock();
    this.#why = failureInWords(error);
    const waitMs = this.#retryMs;
    this.#retryMs = Math.min(longestRetryMs, waitMs * 2);
    return waitMs;
  }

  heard(): void {
    const forMs = this.#sinceMs === undefined ? 0 : this.#clock() - this.#sinceMs;
    this.#sinceMs = undefined;
    this.#retryMs = firstRetryMs;
    if (forMs > worthSayingMs) this.#say(forMs, this.#why);
  }
}
