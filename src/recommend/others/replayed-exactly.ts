import { formatMemory } from '../../shared/quantity.ts';
import type { Other } from '../document.ts';
import { judge } from '../judge-replay.ts';
import { ceilMebibyte } from '../step.ts';
import type { Survey } from '../survey.ts';

/** What a replay at the number itself did, rounded up to a whole Mi; undefined where there was none or it says nothing. */
export function replayedExactly(survey: Survey, bytes: number): Other['replayed'] | undefined {
  const limitBytes = ceilMebibyte(bytes);
  const judged = survey.extras
    .filter((run) => run.purpose === 'other' && run.limitBytes === limitBytes)
    .map((run) => judge(run, survey.plan, survey.runs.reference))
    .filter(({ outcome }) => outcome !== 'error');
  const [first] = judged;
  if (first === undefined) return undefined;
  const failed = judged.find(({ outcome }) => outcome !== 'pass');
  const limit = formatMemory(limitBytes);
  if (failed !== undefined) return { outcome: 'would fail', limitBytes, why: `replayed at ${limit} it was ${failed.outcome}: ${failed.why}` };
  return { outcome: 'would pass', limitBytes, why: `replayed at ${limit} it passed ${judged.length === 1 ? 'one run' : `${judged.length} runs`} of the peak` };
}
