/** How one tick came: `missed` ticks before it were never taken, so silence is visible. Milliseconds. */
export interface TakenTick {
  readonly dueMs: number;
  readonly lateMs: number;
  readonly missed: number;
}

export interface Punctuality {
  readonly due: number;
  readonly late: number;
  readonly missed: number;
  readonly maxLateMs: number;
}

/**
 * An absolute schedule: tick i is due at start + i periods whatever happened before, so nothing drifts.
 * A tick is late when it comes more than one period after it was due; the ticks that fell due meanwhile are missed.
 */
export class TickSchedule {
  readonly #startMs: number;
  readonly #hz: number;
  #index = 0;
  #due = 0;
  #late = 0;
  #missed = 0;
  #maxLateMs = 0;

  constructor(hz: number, startMs: number) {
    this.#hz = hz;
    this.#startMs = startMs;
  }

  get nextDueMs(): number {
    return this.#startMs + (this.#index * 1000) / this.#hz;
  }

  /** Takes the next tick at `nowMs`, or undefined when it is not due yet (timers fire up to a millisecond early). */
  take(nowMs: number): TakenTick | undefined {
    const dueMs = this.nextDueMs;
    if (nowMs < dueMs) return undefined;
    const lateMs = nowMs - dueMs;
    const missed = Math.max(0, Math.ceil((lateMs * this.#hz) / 1000) - 1);
    this.#index += 1 + missed;
    this.#due += 1 + missed;
    this.#missed += missed;
    if (missed > 0) this.#late += 1;
    this.#maxLateMs = Math.max(this.#maxLateMs, lateMs);
    return { dueMs, lateMs, missed };
  }

  /** What came since the last call; undefined when nothing was due. */
  drain(): Punctuality | undefined {
    if (this.#due === 0) return undefined;
    const counted = { due: this.#due, late: this.#late, missed: this.#missed, maxLateMs: this.#maxLateMs };
    this.#due = 0;
    this.#late = 0;
    this.#missed = 0;
    this.#maxLateMs = 0;
    return counted;
  }
}
