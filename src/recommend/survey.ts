import type { RecordingAnalysis } from '../analysis/document.ts';
import type { Plan } from '../plan/plan.ts';
import { type Bracket, bracketOf, type Trial, trialsOf } from './trials.ts';
import { type UsableRuns, usableRuns } from './usable-runs.ts';

/** Everything that the runs on disk say, sorted once for both the search and the recommendation. */
export interface Survey {
  readonly plan: Plan;
  readonly looseLimitBytes: number;
  readonly runs: UsableRuns;
  readonly records: readonly RecordingAnalysis[];
  readonly current: readonly RecordingAnalysis[];
  readonly confirms: readonly RecordingAnalysis[];
  readonly overloads: readonly RecordingAnalysis[];
  /** Replays that no verdict follows from: of others' numbers, and of settings that are advised. */
  readonly extras: readonly RecordingAnalysis[];
  /** What the search knew: everything but the confirmations, so that the limit they confirm does not move under them. */
  readonly searchTrials: readonly Trial[];
  readonly searched: Bracket;
  /** Confirmations included: what is reported. */
  readonly trials: readonly Trial[];
  readonly known: Bracket;
}

/** Made once the verdict stands, and never part of it. */
export const isExtra = ({ purpose }: Pick<RecordingAnalysis, 'purpose'>): boolean => purpose === 'other' || purpose === 'settings';

/** Sorts the history of one run directory. The same recordings give the same survey, whatever was interrupted between them. */
export function surveyOf(plan: Plan, looseLimitBytes: number, history: readonly RecordingAnalysis[]): Survey {
  const extras = history.filter(isExtra);
  const runs = usableRuns(
    plan,
    history.filter((recording) => !isExtra(recording)),
  );
  const of = (purpose: RecordingAnalysis['purpose']) => runs.counted.filter((recording) => recording.purpose === purpose);
  const confirms = of('confirm');
  const searchTrials = trialsOf(
    plan,
    runs.counted.filter((recording) => recording.purpose !== 'confirm'),
    runs.reference,
  );
  const trials = trialsOf(plan, runs.counted, runs.reference);
  return {
    plan,
    looseLimitBytes,
    runs,
    records: of('record'),
    current: of('current'),
    confirms,
    overloads: of('overload'),
    extras,
    searchTrials,
    searched: bracketOf(searchTrials),
    trials,
    known: bracketOf(trials),
  };
}

/** The manifest's limit, where there is one that may be replayed: above the loose limit it could take the machine. */
export function replayableCurrentLimit(plan: Plan, looseLimitBytes: number): number | null {
  const limit = plan.workload.currentLimitBytes;
  return limit === undefined || limit > looseLimitBytes ? null : limit;
}
