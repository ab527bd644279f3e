/**
 * Puts kernel log stamps on the event clock. printk stamps with sched_clock, which is not disciplined as the monotonic clock is, so the
 * two drift apart with uptime (20 ms were seen on a machine just booted). What is known of each record: it was written after the log
 * was last found empty and before it was read. The shift is the smallest one that agrees with every record so far.
 */
export class StampClock {
  readonly #zeroMs: number;
  #leastMs = Number.NEGATIVE_INFINITY;
  #mostMs = Number.POSITIVE_INFINITY;

  /** `zeroMs`: event time at which the stamps would be zero if the clocks agreed. */
  constructor(zeroMs: number) {
    this.#zeroMs = zeroMs;
  }

  /** Event time of a stamp whose record was written between the two event times. */
  place(stampMs: number, afterMs: number, beforeMs: number): number {
    const nominalMs = stampMs + this.#zeroMs;
    const least = Math.max(this.#leastMs, afterMs - nominalMs);
    const most = Math.min(this.#mostMs, beforeMs - nominalMs);
    const agrees = least <= most;
    // They drifted on within the run: only the newest record counts.
    this.#leastMs = agrees ? least : afterMs - nominalMs;
    this.#mostMs = agrees ? most : beforeMs - nominalMs;
    return nominalMs + Math.min(Math.max(0, this.#leastMs), this.#mostMs);
  }
}
