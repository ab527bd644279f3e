import type { RecordingAnalysis } from '../analysis/document.ts';
import type { Variant } from '../plan/plan.ts';

/** Each purpose draws from a range of its own, so a confirmation never repeats a seed of the search. */
const rangeOf: Readonly<Record<Variant['purpose'], number>> = { current: 0, record: 1, search: 2, confirm: 3, overload: 4, other: 5, settings: 6, heap: 7 };
const rangeSize = 2 ** 16;

/** One-to-one on 32 bits (the finaliser of MurmurHash3): different inputs stay different, neighbours look unrelated. */
function scatter(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Seed of the run with this ordinal among the runs of its purpose; the same plan gives the same seeds. 32 bits, unsigned. */
export function seedOf(planSeed: number, purpose: Variant['purpose'], ordinal: number): number {
  return scatter(scatter(planSeed % 2 ** 32) + rangeOf[purpose] * rangeSize + ordinal);
}

/** The first seed of the purpose that no run that counts has used: a lost run is repeated with its own seed. */
export function nextSeed(planSeed: number, purpose: Variant['purpose'], counted: readonly RecordingAnalysis[]): number {
  const used = new Set(counted.map((recording) => recording.seed));
  let ordinal = 0;
  while (used.has(seedOf(planSeed, purpose, ordinal))) ordinal += 1;
  return seedOf(planSeed, purpose, ordinal);
}
