import { formatMemory } from '../../shared/quantity.ts';
import type { Other } from '../document.ts';
import { extraStanding } from '../extra-standing.ts';
import { ceilMebibyte } from '../step.ts';
import type { Survey } from '../survey.ts';

const replaysAt = ({ extras }: Survey, limitBytes: number) => extras.filter((run) => run.purpose === 'other' && run.limitBytes === limitBytes);

/** In words, that replays at the number were made and decide nothing; empty where there were none, or they do. */
export function undecidedReplays(survey: Survey, bytes: number): string {
  const limitBytes = ceilMebibyte(bytes);
  const runs = replaysAt(survey, limitBytes);
  if (runs.length === 0 || extraStanding(runs, survey).standing !== 'undecided') return '';
  const made = runs.length === 1 ? 'one replay' : `${runs.length} replays`;
  return `; ${made} at ${formatMemory(limitBytes)} ${runs.length === 1 ? 'decides' : 'decide'} nothing: harmed once, lost, or harmed while other programs filled the machine`;
}

/** What replays at the number itself did, rounded up to a whole Mi; undefined where there was none or they do not decide it. */
export function replayedExactly(survey: Survey, bytes: number): Other['replayed'] | undefined {
  const limitBytes = ceilMebibyte(bytes);
  const { standing, passes, failed } = extraStanding(replaysAt(survey, limitBytes), survey);
  const limit = formatMemory(limitBytes);
  if (standing === 'failed') return { outcome: 'would fail', limitBytes, why: `replayed at ${limit} it was ${failed?.outcome}: ${failed?.why}` };
  if (standing === 'undecided') return undefined;
  return { outcome: 'would pass', limitBytes, why: `replayed at ${limit} it passed ${passes === 1 ? 'one run' : `${passes} runs`} of the peak` };
}
