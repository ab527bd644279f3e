/** Share of the limit from which on it is worth knowing who holds the memory. */
const nearShare = 0.9;
/** Reading smaps_rollup takes the memory-map lock of the process that is measured, so it is not done more often than this. */
const minGapMs = 5000;

/** Says when usage passes 90 % of the limit from below. */
export class NearLimit {
  readonly #near = new Map<number, boolean>();
  readonly #toldAtMs = new Map<number, number>();

  passed(cg: number, usageBytes: number, limitBytes: number, nowMs: number): boolean {
    const near = usageBytes >= nearShare * limitBytes;
    const wasNear = this.#near.get(cg) ?? false;
    if (!near) this.#near.set(cg, false);
    if (!near || wasNear) return false;
    if (nowMs - (this.#toldAtMs.get(cg) ?? Number.NEGATIVE_INFINITY) < minGapMs) return false;
    this.#near.set(cg, true);
    this.#toldAtMs.set(cg, nowMs);
    return true;
  }
}
