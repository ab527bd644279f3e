import type { RecordingAnalysis } from '../analysis/document.ts';
import type { Plan } from '../plan/plan.ts';
import { commonFileCharge, warmth } from './file-charge.ts';
import { judge } from './judge-replay.ts';
import { type LooseReference, looseReference } from './loose-reference.ts';

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
const comparable: LooseReference = { levels: new Map(), runtimeAborts: 0, ownExits: 0 };

/** Why a run that ended in order still says nothing. Before loose-limit runs exist a replay cannot be judged, which loses nothing. */
function lossOf(recording: RecordingAnalysis, plan: Plan, reference: LooseReference | null, common: number | null): string | undefined {
  if (!endedInOrder(recording)) return `the recording ended as ${recording.outcome}`;
  const judgement = judge(recording, plan, reference);
  const undecidedYet = reference === null && judge(recording, plan, comparable).outcome !== 'error';
  if (judgement.outcome === 'error' && !undecidedYet) return judgement.why;
  // A kill is a fact, whatever the cache was.
  return judgement.outcome === 'killed' ? undefined : warmth(recording, common);
}

interface Sorted {
  readonly recording: RecordingAnalysis;
  readonly why: string | undefined;
}

/** A run that was repeated and then counts after all, because later runs showed which cache was the odd one, must not count twice. */
function withoutTwins(sorted: readonly Sorted[]): Sorted[] {
  const seen = new Set<string>();
  return sorted.map(({ recording, why }) => {
    const run = `${recording.purpose} ${recording.limitBytes} ${recording.seed}`;
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
  const losses = withoutTwins(history.map((recording) => ({ recording, why: lossOf(recording, plan, reference, commonFileBytes) })));
  return {
    counted: losses.filter(({ why }) => why === undefined).map(({ recording }) => recording),
    lost: losses.flatMap(({ recording, why }) => (why === undefined ? [] : [{ recording, why, interrupted: recording.outcome === 'interrupted' }])),
    reference,
    commonFileBytes,
  };
}
