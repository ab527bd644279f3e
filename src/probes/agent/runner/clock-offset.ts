/** Two clocks without NTP part by up to 100 ppm; an old measurement is worth that much less. */
const driftMsPerMs = 1e-4;

/** How far a node's clock is ahead of the runner's, from round trips: the node read its clock after we asked and before we had the answer. */
export class ClockOffset {
  #leastMs = Number.NEGATIVE_INFINITY;
  #mostMs = Number.POSITIVE_INFINITY;
  #measuredMs = 0;

  /** All in milliseconds: our clock when we asked and when we had the answer, the node's in between. */
  add(askedMs: number, nodeMs: number, answeredMs: number): void {
    const [least, most] = [nodeMs - answeredMs, nodeMs - askedMs];
    const drift = Math.max(0, answeredMs - this.#measuredMs) * driftMsPerMs;
    const narrowedLeast = Math.max(least, this.#leastMs - drift);
    const narrowedMost = Math.min(most, this.#mostMs + drift);
    // They parted faster than that: only the newest counts.
    const agree = narrowedLeast <= narrowedMost;
    this.#leastMs = agree ? narrowedLeast : least;
    this.#mostMs = agree ? narrowedMost : most;
    this.#measuredMs = answeredMs;
  }

  /** Both read the same clock, if what was measured does not say otherwise. */
  sameKernel(): void {
    if (this.#leastMs > 0 || this.#mostMs < 0) return;
    this.#leastMs = 0;
    this.#mostMs = 0;
  }

  get offsetMs(): number {
    return (this.#leastMs + this.#mostMs) / 2;
  }

  get uncertaintyMs(): number {
    return (this.#mostMs - this.#leastMs) / 2;
  }
}
