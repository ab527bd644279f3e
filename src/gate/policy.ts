import { MiB } from '../shared/quantity.ts';

/** Every number that the gate decides by and a plan cannot set, with what justifies it. */
export const gatePolicy = {
  /** Chance of one false alarm in a whole gate, all its comparisons together, when nothing has changed. One build in a hundred is what people still take for an alarm; at one in twenty they press "run again". */
  falseAlarms: 0.01,
  /** "So many runs would tell" means: they would find what is there nine times out of ten. */
  power: 0.9,
  /** No more runs than this are ever asked for: an increase that needs more is too small for a gate. */
  mostRuns: 60,
  /** Another kernel build or CPU model changes memory by an amount that nobody has measured for this workload: an increase has to be this many times what is allowed. A choice, not a measurement. */
  otherMachineFactor: 2,
  /** Loose limits that differ by less are the same one: half of the memory available moves by pages. */
  sameLooseLimitShare: 0.01,
  /** An absolute floor where the assertion names none. 4 MiB is the step in which limits are searched for; 25 ms is what a p99 moves by on a busy machine (recommend/policy.ts, p99NoiseMs). */
  floors: { bytes: 4 * MiB, 'bytes/h': 4 * MiB, ms: 25, share: 0.01, count: 1 },
} as const;
