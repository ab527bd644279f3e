import type { RecordingAnalysis } from '../analysis/document.ts';
import type { Plan } from '../plan/plan.ts';
import { edgeAround } from './edge.ts';
import { openUpperEnd } from './hypotheses.ts';
import { type Margin, marginOf } from './margin.ts';
import { policy } from './policy.ts';
import { ceilMebibyte, stepBytes } from './step.ts';
import type { Survey } from './survey.ts';
import { standingOf } from './trials.ts';

/** One attempt at confirming a limit with the whole ladder and unseen seeds. */
export interface Round {
  readonly limitBytes: number;
  readonly runs: readonly RecordingAnalysis[];
  /** Clean runs among them. */
  readonly passes: number;
  readonly standing: 'confirmed' | 'failed' | 'open';
}

export interface FinalLimit {
  /** What the search found, before any confirmation spoke. */
  readonly searchedNeedBytes: number;
  readonly margin: Margin;
  /** Need and margin, as a whole Mi, not beyond the loose limit. */
  readonly firstLimitBytes: number;
  /** The limit to be confirmed now: above `firstLimitBytes` when confirmations failed. */
  readonly limitBytes: number;
  readonly rounds: readonly Round[];
  /** The loose limit left no room for the whole margin, or for widening. */
  readonly cut: boolean;
}

/** Limits that were confirmed or tried to be, in the order they were tried, which is upwards. */
function roundsOf(survey: Survey): Round[] {
  const byLimit = Map.groupBy(survey.confirms, (recording) => recording.limitBytes);
  return [...byLimit]
    .sort(([a], [b]) => a - b)
    .map(([limitBytes, runs]) => {
      const trial = survey.trials.find((candidate) => candidate.limitBytes === limitBytes);
      const judged = trial?.runs.filter((run) => run.recording.purpose === 'confirm') ?? [];
      const passes = judged.filter((run) => run.judgement.outcome === 'pass').length;
      const standing = trial === undefined ? 'undecided' : standingOf(trial);
      const confirmed = standing === 'passed' && passes >= survey.plan.policy.confirmations;
      return { limitBytes, runs, passes, standing: standing === 'failed' ? 'failed' : confirmed ? 'confirmed' : 'open' };
    });
}

/** The need that the search found, bytes; null while the bracket is open above, when the lowest pass is only the loose limit's. */
export function searchedNeedBytes(survey: Survey): number | null {
  const { passedBytes } = survey.searched;
  return passedBytes === null || openUpperEnd(survey, survey.searched) !== null ? null : passedBytes;
}

/**
 * Where to go on after failed rounds: up by four times the larger of the margin and one step, and by twice as much again at each further failure. The
 * search replays the peak in a fresh instance; what the levels before it leave behind shows only here, by an amount that nothing measured yet. Too
 * small a step costs a run of the whole ladder, or ends at an edge that three passes do not show: what was confirmed after a failure has no other margin.
 */
function widenedBytes(plan: Plan, last: Round, failures: number, marginBytes: number): number {
  return ceilMebibyte(last.limitBytes + Math.max(marginBytes, stepBytes(plan, last.limitBytes)) * policy.firstWidening * 2 ** (failures - 1));
}

/**
 * The margin on top of a limit that was confirmed after a lower one had failed: it may be the very edge, which three passes do not show. Bytes; null
 * where no round failed, where the newest is not confirmed, where the margin is there already, and where the loose limit leaves no room.
 */
export function marginAfterWidening(survey: Survey, { rounds, margin }: FinalLimit): number | null {
  const [before, last] = [rounds.at(-2), rounds.at(-1)];
  if (before?.standing !== 'failed' || last?.standing !== 'confirmed') return null;
  const limitBytes = ceilMebibyte(last.limitBytes + Math.max(margin.bytes, stepBytes(survey.plan, last.limitBytes)));
  return limitBytes <= ceilMebibyte(survey.looseLimitBytes) ? limitBytes : null;
}

/** The round that the verdict rests on: an unfinished one above a confirmed one would only add a margin. */
export function decidingRound(rounds: readonly Round[]): Round | undefined {
  const [before, last] = [rounds.at(-2), rounds.at(-1)];
  return last?.standing === 'open' && before?.standing === 'confirmed' ? before : last;
}

/** Need, margin and the limit that they make, widened where confirmations failed. Null while there is no need. */
export function finalLimitOf(survey: Survey): FinalLimit | null {
  const needBytes = searchedNeedBytes(survey);
  if (needBytes === null) return null;
  const { plan } = survey;
  const recordings = survey.searchTrials.flatMap((trial) => trial.runs.map((run) => run.recording));
  const margin = marginOf({ plan, needBytes, edge: edgeAround(survey, needBytes), recordings });
  const ceiling = Math.max(ceilMebibyte(survey.looseLimitBytes), ceilMebibyte(needBytes));
  const wanted = ceilMebibyte(needBytes + margin.bytes);
  const rounds = roundsOf(survey);
  const last = rounds.at(-1);
  const base = last?.limitBytes ?? Math.min(wanted, ceiling);
  const failures = rounds.filter((round) => round.standing === 'failed').length;
  const widened = last?.standing === 'failed' ? widenedBytes(plan, last, failures, margin.bytes) : base;
  return {
    searchedNeedBytes: needBytes,
    margin,
    firstLimitBytes: rounds[0]?.limitBytes ?? Math.min(wanted, ceiling),
    limitBytes: Math.min(widened, ceiling),
    rounds,
    cut: Math.max(wanted, widened) > ceiling,
  };
}
