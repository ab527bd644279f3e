import type { RecordingAnalysis } from '../analysis/document.ts';
import type { Plan } from '../plan/plan.ts';
import { disturbance } from './disturbed.ts';
import { commonFileCharge, warmth } from './file-charge.ts';
import { judge } from './judge-replay.ts';
import { type LooseReference, looseReference } from './loose-reference.ts';
import { policy } from './policy.ts';

export interface LostRun {
  readonly recording: RecordingAnalysis;
  readonly interrupted: boolean;
  readonly why: string;
}

export interface UsableRuns {
  /** In the order they were made. */
  readonly counted: readonly RecordingAnalysis[];
  /** Say nothing about their limit: they are repeated and take nothing from `maxRuns`. */
  readonly lost: readonly LostRun[];
  /** From the loose-limit runs that ended in order; null while there are none. */
  readonly reference: LooseReference | null;
  readonly commonFileBytes: number | null;
}

const endedInOrder = (recording: RecordingAnalysis): boolean => recording.outcome !== 'interrupted' && recording.outcome !== 'error';

/** As if there were loose-limit runs, which had no level: tells what can be judged later from what never can. */
const comparable: LooseReference = { levels: new Map(), runtimeAborts: 0, ownExits: 0, readyMs: null };

/** Why a run that ended in order still says nothing. Before loose-limit runs exist a replay cannot be judged, which loses nothing. */
function lossOf(recording: RecordingAnalysis, plan: Plan, reference: LooseReference | null, common: number | null): string | undefined {
  if (!endedInOrder(recording)) return `the recording ended as ${recording.outcome}`;
  const judgement = judge(recording, plan, reference);
  const undecidedYet = reference === null && judge(recording, plan, comparable).outcome !== 'error';
  if (judgement.outcome === 'error' && !undecidedYet) return judgement.why;
  // A kill is a fact, whatever the cache was.
  return judgement.outcome === 'killed' ? undefined : warmth(recording, common);
}

/** Harm that strangers on the machine may have done, in words. What was killed or lost much was not only late, and counts at once. */
function excuseOf(recording: RecordingAnalysis, plan: Plan, reference: LooseReference | null): string | undefined {
  const { outcome, gross } = judge(recording, plan, reference);
  return outcome === 'harmed' && !gross ? disturbance(recording, reference) : undefined;
}

const runKey = ({ purpose, limitBytes, seed }: RecordingAnalysis): string => `${purpose} ${limitBytes} ${seed}`;

/** Excuses a bounded number of harmed runs, oldest first: each run twice at most, and all of them together half of `maxRuns`. */
function excuser(plan: Plan, reference: LooseReference | null): (recording: RecordingAnalysis) => string | undefined {
  const given = new Map<string, number>();
  let total = 0;
  return (recording) => {
    const key = runKey(recording);
    const mine = given.get(key) ?? 0;
    if (mine >= policy.disturbedAttempts || total >= plan.policy.maxRuns / 2) return undefined;
    const why = excuseOf(recording, plan, reference);
    if (why === undefined) return undefined;
    given.set(key, mine + 1);
    total += 1;
    return why;
  };
}

interface Sorted {
  readonly recording: RecordingAnalysis;
  readonly why: string | undefined;
}

/** A run that was repeated and then counts after all, because later runs showed which cache was the odd one, must not count twice. */
function withoutTwins(sorted: readonly Sorted[]): Sorted[] {
  const seen = new Set<string>();
  return sorted.map(({ recording, why }) => {
    const run = runKey(recording);
    if (why !== undefined || !seen.has(run)) {
      if (why === undefined) seen.add(run);
      return { recording, why };
    }
    return { recording, why: 'the same run with the same seed counts already' };
  });
}

/** Parts the recordings that count from those that are repeated, oldest first. */
export function usableRuns(plan: Plan, history: readonly RecordingAnalysis[]): UsableRuns {
  const ended = history.filter(endedInOrder);
  const commonFileBytes = commonFileCharge(ended);
  const loose = ended.filter((recording) => recording.purpose === 'record' && recording.outcome === 'completed');
  const reference = looseReference(loose.filter((recording) => warmth(recording, commonFileBytes) === undefined));
  const excused = excuser(plan, reference);
  const losses = withoutTwins(history.map((recording) => ({ recording, why: lossOf(recording, plan, reference, commonFileBytes) ?? excused(recording) })));
  return {
    counted: losses.filter(({ why }) => why === undefined).map(({ recording }) => recording),
    lost: losses.flatMap(({ recording, why }) => (why === undefined ? [] : [{ recording, why, interrupted: recording.outcome === 'interrupted' }])),
    reference,
    commonFileBytes,
  };
}
