import { ladderPhases } from '../../src/recording/synth-ladder.ts';
import type { MemoryTruth, SyntheticSpec } from '../../src/recording/synth-spec.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { seededRandom } from '../../src/shared/random.ts';

/** Mean rate 30/s over 60 s of levels: 1800 iterations in a run. */
const iterations = 1800;
const base = 100 * MiB;
const plain: MemoryTruth = { baseBytes: base, bytesPerRate: 0.4 * MiB, noiseBytes: 0.25 * MiB };
const leakOf = (share: number): MemoryTruth => ({ ...plain, leak: { bytesPerIteration: (share * base) / iterations } });

/** Truths by name; `random` draws what should differ from run to run. */
export const leakKinds: Readonly<Record<string, (random: () => number) => MemoryTruth>> = {
  'follows load': () => ({ ...plain, followMs: 2000 }),
  'noisy plateau': () => ({ ...plain, noiseBytes: 3 * MiB }),
  'wandering plateau': () => ({ ...plain, wander: { bytes: 3 * MiB, correlation: 0.95 } }),
  'keeps highest': () => ({ ...plain, followMs: 3000, keepsHighest: true }),
  'sawtooth 1.5 s': () => ({ ...plain, sawtooth: { bytes: 20 * MiB, periodMs: 1500 } }),
  'sawtooth 7 s': () => ({ ...plain, sawtooth: { bytes: 20 * MiB, periodMs: 7000 } }),
  'sawtooth 12 s': () => ({ ...plain, sawtooth: { bytes: 20 * MiB, periodMs: 12_000 } }),
  'saturating cache 8 s': () => ({ ...plain, cache: { bytes: 30 * MiB, tauMs: 8000 } }),
  'saturating cache 15 s': () => ({ ...plain, cache: { bytes: 30 * MiB, tauMs: 15_000 } }),
  'one step': (random) => ({ ...plain, step: { atMs: 12_000 + random() * 56_000, bytes: 20 * MiB } }),
  'leak 20 %': () => leakOf(0.2),
  'leak 20 %, wandering': () => ({ ...leakOf(0.2), wander: { bytes: 1 * MiB, correlation: 0.9 } }),
  'leak 20 %, sawtooth': () => ({ ...leakOf(0.2), sawtooth: { bytes: 10 * MiB, periodMs: 700 } }),
  'leak 20 %, warm-up': () => ({ ...leakOf(0.2), cache: { bytes: 15 * MiB, tauMs: 4000 } }),
  'leak by timer 20 %': () => ({ ...plain, leak: { bytesPerSecond: (0.2 * base) / 60 } }),
};

/** One recording of a ladder: five levels of 12 s, of which 5 s are settle time. */
export function leakSpec(kind: string, seed: number): SyntheticSpec {
  const truth = leakKinds[kind];
  if (!truth) throw new Error(`no kind ${kind}`);
  return {
    seed,
    cgroupVersion: 2,
    hz: 10,
    limitBytes: 1024 * MiB,
    phases: ladderPhases({ levels: [10, 20, 30, 40, 50], holdMs: 12_000, settleMs: 5000, quietMs: 6000, seed }),
    memory: truth(seededRandom(seed ^ 0x5eed)),
  };
}

/** One recording of two minutes at a constant rate. */
export function soakSpec(memory: MemoryTruth, seed: number): SyntheticSpec {
  const quiet = (phaseKind: 'startup' | 'idle' | 'drain' | 'cooldown') => ({ phase: phaseKind, phaseKind, durationMs: 6000 });
  const level = { phase: 'level-20', phaseKind: 'level' as const, durationMs: 120_000, rate: 20, settleMs: 5000 };
  return { seed, cgroupVersion: 2, hz: 5, limitBytes: 1024 * MiB, phases: [quiet('startup'), quiet('idle'), level, quiet('drain'), quiet('cooldown')], memory };
}
