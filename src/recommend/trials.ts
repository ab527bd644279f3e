import type { RecordingAnalysis } from '../analysis/document.ts';
import type { Plan } from '../plan/plan.ts';
import { type Judgement, judge } from './judge-replay.ts';
import type { LooseReference } from './loose-reference.ts';
import { policy } from './policy.ts';

/** All that was seen at one limit. */
export interface Trial {
  readonly limitBytes: number;
  readonly runs: readonly { readonly recording: RecordingAnalysis; readonly judgement: Judgement }[];
  readonly passes: number;
  readonly harmed: number;
  readonly killed: number;
  /** Harmed runs of which one is enough: much was lost, or a confirmation broke the plan's own objectives. */
  readonly decisive: number;
}

/**
 * Runs grouped by limit, lowest first. The overload run is left out, because it asks for more than the limit is for. So is what cannot
 * be judged, which is every pass before a loose-limit run exists.
 */
export function trialsOf(plan: Plan, counted: readonly RecordingAnalysis[], reference: LooseReference | null): Trial[] {
  const judged = counted
    .filter((recording) => recording.purpose !== 'overload')
    .map((recording) => ({ recording, judgement: judge(recording, plan, reference) }))
    .filter(({ judgement }) => judgement.outcome !== 'error');
  const byLimit = Map.groupBy(judged, ({ recording }) => recording.limitBytes);
  const trials = [...byLimit].map(([limitBytes, runs]) => {
    const count = (outcome: Judgement['outcome']) => runs.filter((run) => run.judgement.outcome === outcome).length;
    const decisive = runs.filter(({ recording, judgement }) => judgement.gross || (recording.purpose === 'confirm' && judgement.broken)).length;
    return { limitBytes, runs, passes: count('pass'), harmed: count('harmed'), killed: count('killed'), decisive };
  });
  return trials.sort((a, b) => a.limitBytes - b.limitBytes);
}

export type Standing = 'passed' | 'failed' | 'undecided';

/**
 * Where a limit stands. One kill fails it. Harm fails it at the second time, however many passes there are between. After one harm a
 * single pass decides nothing, because close to the edge the same limit is perfect in one run and lost in the next: the limit passes
 * when two runs of three were clean. A run that lost much fails it at once. A confirmation that breaks an objective of the plan fails it at once: what is to be relied on may not be the
 * edge, and whoever stated the objective would not call that run a success.
 */
export function standingOf(trial: Pick<Trial, 'passes' | 'harmed' | 'killed' | 'decisive'>): Standing {
  if (trial.killed > 0 || trial.decisive > 0 || trial.harmed >= policy.harmedRunsThatCount) return 'failed';
  return trial.passes > trial.harmed ? 'passed' : 'undecided';
}

/** Limits between which the need lies. */
export interface Bracket {
  /** Highest limit that failed, bytes; null when none did. */
  readonly failedBytes: number | null;
  /** Lowest limit that passed with no failure at it or above; null when there is none. */
  readonly passedBytes: number | null;
  /** Passes seen at `passedBytes`. */
  readonly passes: number;
}

/** A pass below a failure does not count: a failure above a pass raises the lower end. */
export function bracketOf(trials: readonly Trial[]): Bracket {
  const failedBytes = trials.findLast((trial) => standingOf(trial) === 'failed')?.limitBytes ?? null;
  const passed = trials.find((trial) => trial.limitBytes > (failedBytes ?? 0) && standingOf(trial) === 'passed');
  return { failedBytes, passedBytes: passed?.limitBytes ?? null, passes: passed?.passes ?? 0 };
}

/** Lowest tried limit with no kill at it or above, bytes; null when every limit killed. */
export function surviveBytes(trials: readonly Trial[]): number | null {
  const killedBytes = trials.findLast((trial) => trial.killed > 0)?.limitBytes ?? 0;
  return trials.find((trial) => trial.limitBytes > killedBytes)?.limitBytes ?? null;
}

/** How a limit failed, in words for a person: its kills first, else what was harmed. */
export function howItFailed(trial: Trial): string {
  const killed = trial.runs.find((run) => run.judgement.outcome === 'killed');
  const failed = killed ?? trial.runs.find((run) => run.judgement.outcome === 'harmed');
  const times = killed === undefined ? trial.harmed : trial.killed;
  return `${failed?.judgement.outcome ?? 'failed'} in ${times} of ${trial.runs.length} ${trial.runs.length === 1 ? 'run' : 'runs'}: ${failed?.judgement.why ?? ''}`;
}
