import type { RecordingAnalysis } from '../analysis/document.ts';
import type { Recommendation } from './document.ts';
import { decidingRound, type FinalLimit } from './final-limit.ts';
import { levelsOf } from './loose-reference.ts';
import { policy } from './policy.ts';
import type { Survey } from './survey.ts';
import { howItFailed, standingOf } from './trials.ts';

type Verification = Recommendation['verification'];

/** Share of such runs that may be killed when none of n was: the largest share that leaves a 5 % chance of seeing none. */
export const killBound = (runs: number): number => 1 - policy.boundAlpha ** (1 / runs);

const loadMs = (recording: RecordingAnalysis): number => levelsOf(recording).reduce((sum, phase) => sum + phase.endMs - phase.startMs, 0);

/** The highest limit that failed, whatever run tried it. */
export function highestFailed(survey: Survey): Verification['highestFailed'] {
  const trial = survey.trials.findLast((candidate) => standingOf(candidate) === 'failed');
  return trial === undefined ? null : { limitBytes: trial.limitBytes, how: howItFailed(trial) };
}

/** What stands behind the limit that the verdict is about. */
export function verificationOf(survey: Survey, final: FinalLimit | null): Verification {
  const round = decidingRound(final?.rounds ?? []);
  const runs = round?.runs ?? [];
  const killed = runs.some((recording) => recording.kills.length > 0);
  return {
    runs: runs.length,
    passes: round?.passes ?? 0,
    bound: runs.length === 0 || killed ? null : killBound(runs.length),
    loadMinutes: Number((runs.reduce((sum, recording) => sum + loadMs(recording), 0) / 60_000).toFixed(2)),
    highestFailed: highestFailed(survey),
  };
}
