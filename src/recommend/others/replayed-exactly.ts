import { formatMemory } from '../../shared/quantity.ts';
import type { Other } from '../document.ts';
import { extraStanding } from '../extra-standing.ts';
import { ceilMebibyte } from '../step.ts';
import type { Survey } from '../survey.ts';

/** What replays at the number itself did, rounded up to a whole Mi; undefined where there was none or they do not decide it. */
export function replayedExactly(survey: Survey, bytes: number): Other['replayed'] | undefined {
  const limitBytes = ceilMebibyte(bytes);
  const { standing, passes, failed } = extraStanding(
    survey.extras.filter((run) => run.purpose === 'other' && run.limitBytes === limitBytes),
    survey,
  );
  const limit = formatMemory(limitBytes);
  if (standing === 'failed') return { outcome: 'would fail', limitBytes, why: `replayed at ${limit} it was ${failed?.outcome}: ${failed?.why}` };
  if (standing === 'undecided') return undefined;
  return { outcome: 'would pass', limitBytes, why: `replayed at ${limit} it passed ${passes === 1 ? 'one run' : `${passes} runs`} of the peak` };
}
