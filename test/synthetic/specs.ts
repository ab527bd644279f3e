import { ladderPhases } from '../../src/recording/synth-ladder.ts';
import type { SyntheticSpec } from '../../src/recording/synth-spec.ts';
import { MiB } from '../../src/shared/quantity.ts';

/** A short ladder of a workload whose memory is 100 MiB + 1 MiB per iteration per second. */
export function ladderSpec(overrides: Partial<SyntheticSpec> = {}): SyntheticSpec {
  return {
    seed: 3,
    cgroupVersion: 2,
    hz: 10,
    limitBytes: 512 * MiB,
    phases: ladderPhases({ levels: [10, 20, 30, 40, 50], holdMs: 6000, settleMs: 2000, quietMs: 3000, seed: overrides.seed ?? 3 }),
    memory: { baseBytes: 100 * MiB, bytesPerRate: MiB, noiseBytes: 0.1 * MiB },
    ...overrides,
  };
}
