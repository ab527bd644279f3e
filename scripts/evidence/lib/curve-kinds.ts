import { ladderPhases } from '../../../src/recording/synth-ladder.ts';
import type { MemoryTruth, SyntheticSpec } from '../../../src/recording/synth-spec.ts';
import { MiB } from '../../../src/shared/quantity.ts';
import { seededRandom } from '../../../src/shared/random.ts';
import { normalFrom } from '../../../src/shared/stats/normal.ts';

/** A workload whose base and slope are known: what the levels really held, by construction. */
export interface CurveKind {
  readonly name: string;
  /** Relative spread of the base, and of the slope, from run to run. */
  readonly baseSpread: number;
  readonly slopeSpread: number;
  readonly about: (truth: Truth) => Partial<MemoryTruth>;
  /** What the median of a level holds besides base and slope. */
  readonly extraBytes: (truth: Truth) => number;
}

export interface Truth {
  readonly baseBytes: number;
  readonly bytesPerRate: number;
}

const none = () => 0;
const sawtoothBytes = ({ baseBytes }: Truth) => 0.1 * baseBytes;

export const curveKinds: readonly CurveKind[] = [
  { name: 'white noise', baseSpread: 0, slopeSpread: 0, about: ({ baseBytes }) => ({ noiseBytes: 0.01 * baseBytes }), extraBytes: none },
  {
    name: 'base differs by 3 % from run to run',
    baseSpread: 0.03,
    slopeSpread: 0,
    about: ({ baseBytes }) => ({ noiseBytes: 0.01 * baseBytes }),
    extraBytes: none,
  },
  {
    name: 'base by 3 %, slope by 10 % from run to run',
    baseSpread: 0.03,
    slopeSpread: 0.1,
    about: ({ baseBytes }) => ({ noiseBytes: 0.01 * baseBytes }),
    extraBytes: none,
  },
  {
    name: 'wandering, AR(1) 0.95, 2 %',
    baseSpread: 0.01,
    slopeSpread: 0.02,
    about: ({ baseBytes }) => ({ wander: { bytes: 0.02 * baseBytes, correlation: 0.95 } }),
    extraBytes: none,
  },
  {
    name: 'garbage, sawtooth of 10 % in 1.5 s',
    baseSpread: 0.01,
    slopeSpread: 0.02,
    about: (truth) => ({ sawtooth: { bytes: sawtoothBytes(truth), periodMs: 1500 } }),
    extraBytes: (truth) => sawtoothBytes(truth) / 2,
  },
];

export const truthOf = (set: number): Truth => {
  const random = seededRandom(set ^ 0xc0ffee);
  return { baseBytes: 60 * MiB * 5 ** random(), bytesPerRate: 0.2 * MiB * 10 ** random() };
};

/** Recording `run` of set `set`: a ladder of five levels of 12 s, 5 s of them settling. */
export function curveSpec(kind: CurveKind, set: number, run: number): SyntheticSpec {
  const seed = set * 1000 + run;
  const normal = normalFrom(seededRandom(seed ^ 0xbeef));
  const truth = truthOf(set);
  return {
    seed,
    index: run,
    cgroupVersion: 2,
    hz: 10,
    limitBytes: 4096 * MiB,
    phases: ladderPhases({ levels: [10, 20, 30, 40, 50], holdMs: 12_000, settleMs: 5000, quietMs: 3000, seed }),
    memory: {
      baseBytes: truth.baseBytes * (1 + kind.baseSpread * normal()),
      bytesPerRate: truth.bytesPerRate * (1 + kind.slopeSpread * normal()),
      followMs: 1000,
      ...kind.about(truth),
    },
  };
}
