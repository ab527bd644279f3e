import { seededRandom, shuffled } from '../shared/random.ts';
import type { SyntheticPhase } from './synth-spec.ts';

export interface Ladder {
  readonly levels: readonly number[];
  readonly holdMs: number;
  readonly settleMs: number;
  /** Startup, idle, drain and cooldown each take this long. */
  readonly quietMs: number;
  /** Orders the levels. */
  readonly seed: number;
}

/** The phases of a whole ladder run, levels in an order of their own for each seed. */
export function ladderPhases(ladder: Ladder): SyntheticPhase[] {
  const quiet = (phaseKind: Exclude<SyntheticPhase['phaseKind'], 'level'>): SyntheticPhase => ({ phase: phaseKind, phaseKind, durationMs: ladder.quietMs });
  const levels = shuffled(ladder.levels, seededRandom(ladder.seed)).map<SyntheticPhase>((rate) => ({
    phase: `level-${rate}`,
    phaseKind: 'level',
    durationMs: ladder.holdMs,
    rate,
    settleMs: ladder.settleMs,
  }));
  return [quiet('startup'), quiet('idle'), ...levels, quiet('drain'), quiet('cooldown')];
}
