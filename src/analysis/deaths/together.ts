import type { EndRange } from './instances.ts';

/** An exit is seen, and a counter read, within this time of the kill; the supervisor may be slower than the sampler or the other way round. */
export const togetherMs = 3000;

/** The clocks of the kernel log, of the cluster and of the recording may differ by this much. */
export const clockSlackMs = 200;

/** A process ends soon after the kernel killed it, never before. */
export function killFitsEnd(killMs: number, { fromMs, toMs }: EndRange): boolean {
  return killMs > fromMs - togetherMs && killMs <= toMs + clockSlackMs;
}
