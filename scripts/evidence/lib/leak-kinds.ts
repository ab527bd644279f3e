import { ladderPhases } from '../../../src/recording/synth-ladder.ts';
import type { MemoryTruth, SyntheticPhase, SyntheticSpec } from '../../../src/recording/synth-spec.ts';
import { MiB } from '../../../src/shared/quantity.ts';
import { seededRandom } from '../../../src/shared/random.ts';

/** One kind of truth; `draw` says what differs from recording to recording. */
export interface Kind {
  readonly name: string;
  /** Share of the base that leaks away in one run; 0 is no leak. */
  readonly leakShare: number;
  readonly load: 'soak' | 'ladder';
  /** Run length over the longest time constant of the truth; infinity where it has none. */
  readonly timeConstants: number;
  readonly memory: (draw: Draw) => MemoryTruth;
}

export interface Draw {
  readonly random: () => number;
  readonly baseBytes: number;
  /** Time of all levels. */
  readonly loadMs: number;
}

/** 360 samples under load, the size for which memory ground truth 4.2 states error rates. */
const loadMs = 72_000;
const hz = 5;
const quietMs = 9000;

const plain = ({ baseBytes }: Draw): MemoryTruth => ({ baseBytes, bytesPerRate: 0.002 * baseBytes, noiseBytes: 0.002 * baseBytes });
const wander =
  (correlation: number, share: number) =>
  (draw: Draw): MemoryTruth => ({ ...plain(draw), wander: { bytes: share * draw.baseBytes, correlation } });
const sawtooth =
  (periods: number) =>
  (draw: Draw): MemoryTruth => ({
    ...plain(draw),
    sawtooth: { bytes: 0.1 * draw.baseBytes, periodMs: draw.loadMs / periods },
  });
/** A third of the base fills while the load runs. */
const warmUp =
  (tauShare: number) =>
  (draw: Draw): MemoryTruth => ({ ...plain(draw), cache: { bytes: 0.33 * draw.baseBytes, tauMs: tauShare * draw.loadMs } });
const step = (draw: Draw): MemoryTruth => ({
  ...plain(draw),
  step: { atMs: 2 * quietMs + (0.35 + 0.5 * draw.random()) * draw.loadMs, bytes: 0.2 * draw.baseBytes },
});
const leaking =
  (share: number, about: (draw: Draw) => MemoryTruth) =>
  (draw: Draw): MemoryTruth => ({
    ...about(draw),
    leak: { bytesPerSecond: (share * draw.baseBytes) / (draw.loadMs / 1000) },
  });
/** The same leak per request: 30 a second on average over the ladder. */
const leakingPerRequest =
  (share: number, about: (draw: Draw) => MemoryTruth) =>
  (draw: Draw): MemoryTruth => ({
    ...about(draw),
    leak: { bytesPerIteration: (share * draw.baseBytes) / ((30 * draw.loadMs) / 1000) },
  });

const kind = (name: string, load: Kind['load'], memory: Kind['memory'], timeConstants = Number.POSITIVE_INFINITY): Kind => ({
  name,
  leakShare: 0,
  load,
  timeConstants,
  memory,
});

const quiet: readonly Kind[] = [
  kind('white-noise plateau', 'soak', plain),
  kind('AR(1) 0.7 plateau', 'soak', wander(0.7, 0.01)),
  kind('AR(1) 0.95 plateau', 'soak', wander(0.95, 0.01)),
  kind('AR(1) 0.95 plateau, 3 % wide', 'soak', wander(0.95, 0.03)),
  kind('sawtooth, period n/14', 'soak', sawtooth(14)),
  kind('sawtooth, period n/5', 'soak', sawtooth(5)),
  kind('warm-up, tau n/8', 'soak', warmUp(1 / 8), 8),
  kind('warm-up, tau n/4', 'soak', warmUp(1 / 4), 4),
  kind('one step (cache fill)', 'soak', step),
  kind('ladder, follows load', 'ladder', (draw) => ({ ...plain(draw), followMs: 2000 })),
  kind('ladder, keeps highest', 'ladder', (draw) => ({ ...plain(draw), followMs: 2000, keepsHighest: true })),
  kind('ladder, sawtooth n/14', 'ladder', sawtooth(14)),
  kind('ladder, warm-up tau n/8', 'ladder', warmUp(1 / 8), 8),
];

const leakShares = [0.05, 0.1, 0.2, 0.4];
const leaks: readonly Kind[] = leakShares.flatMap((share) => {
  const leak = (name: string, load: Kind['load'], memory: Kind['memory'], timeConstants = Number.POSITIVE_INFINITY): Kind => ({
    ...kind(`leak ${100 * share} %, ${name}`, load, memory, timeConstants),
    leakShare: share,
  });
  return [
    leak('AR(1) 0.7', 'soak', leaking(share, wander(0.7, 0.01))),
    leak('sawtooth n/14', 'soak', leaking(share, sawtooth(14))),
    leak('after warm-up tau n/8', 'soak', leaking(share, warmUp(1 / 8)), 8),
    leak('ladder, per request', 'ladder', leakingPerRequest(share, plain)),
    leak('ladder, by timer', 'ladder', leaking(share, plain)),
  ];
});

export const kinds: readonly Kind[] = [...quiet, ...leaks];

/** Recording `seed` of a kind: base between 100 and 400 MiB, the rest as the kind says. */
export function specOf({ load, memory }: Kind, seed: number): SyntheticSpec {
  const random = seededRandom(seed ^ 0x1eaf);
  const baseBytes = Math.round(100 * MiB * 4 ** random());
  return {
    seed,
    cgroupVersion: 2,
    hz,
    limitBytes: 4096 * MiB,
    phases: load === 'soak' ? soakPhases() : ladderPhases({ levels: [10, 20, 30, 40, 50], holdMs: loadMs / 5, settleMs: 4000, quietMs, seed }),
    memory: memory({ random, baseBytes, loadMs }),
  };
}

function soakPhases(): SyntheticPhase[] {
  const quietPhase = (phaseKind: 'startup' | 'idle' | 'drain' | 'cooldown'): SyntheticPhase => ({ phase: phaseKind, phaseKind, durationMs: quietMs });
  const level: SyntheticPhase = { phase: 'level-30', phaseKind: 'level', durationMs: loadMs, rate: 30, settleMs: 0 };
  return [quietPhase('startup'), quietPhase('idle'), level, quietPhase('drain'), quietPhase('cooldown')];
}
