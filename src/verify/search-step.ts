import { type Hypotheses, hypothesesOf, openUpperEnd } from '../recommend/hypotheses.ts';
import { policy } from '../recommend/policy.ts';
import { floorMebibyte, stepBytes } from '../recommend/step.ts';
import type { Survey } from '../recommend/survey.ts';
import { standingOf, type Trial } from '../recommend/trials.ts';
import { formatMemory } from '../shared/quantity.ts';

export interface SearchStep {
  readonly limitBytes: number;
  readonly why: string;
  /** `close`: without it there is no need at all; the rest makes the need finer or surer and may be left out. */
  readonly kind: 'close' | 'narrow' | 'confirm-need';
}

const wasSearched = (trial: Trial): boolean => trial.runs.some((run) => run.recording.purpose === 'search');

/** A limit of the search that was harmed once, and not yet twice nor outvoted, is run again before anything else. */
function settle(survey: Survey): SearchStep | undefined {
  const above = survey.searched.failedBytes ?? 0;
  const open = survey.searchTrials.find((trial) => trial.limitBytes > above && wasSearched(trial) && standingOf(trial) === 'undecided');
  if (open === undefined) return undefined;
  const kind = openUpperEnd(survey, survey.searched) === null ? 'narrow' : 'close';
  return { limitBytes: open.limitBytes, why: `${formatMemory(open.limitBytes)} was harmed once, and harm counts after failing twice`, kind };
}

function closeAbove(survey: Survey): SearchStep | undefined {
  const limitBytes = openUpperEnd(survey, survey.searched);
  if (limitBytes === null) return undefined;
  const failed = survey.searched.failedBytes;
  const raised = failed !== null && failed < limitBytes && limitBytes > (hypothesesOf(survey)?.upperBytes ?? 0);
  const why = raised ? `${formatMemory(failed)} failed: raised by a quarter` : 'upper end: the highest watermark without a binding limit';
  return { limitBytes, why, kind: 'close' };
}

/**
 * How far below a limit that passed the next one is tried, where nothing has failed. Near the hard part the need is near as well, so by a quarter of that
 * first and by twice as much each time; what holds no hard part to speak of, or less than half of it, is halved.
 */
function strideBytes(passedBytes: number, lowerBytes: number | null, floorBytes: number): number {
  if (lowerBytes === null || lowerBytes < floorBytes) return passedBytes / 2;
  return Math.min(passedBytes / 2, Math.max(policy.firstDescent * lowerBytes, 2 * (lowerBytes - passedBytes)));
}

/** Nothing has failed yet: the hard part first, then further and further below it, down to one step. */
function openBelow(survey: Survey, passedBytes: number, guess: Hypotheses): SearchStep | undefined {
  const floor = stepBytes(survey.plan, 0);
  if (guess.lowerBytes !== null && guess.lowerBytes < passedBytes && guess.lowerBytes >= floor)
    return { limitBytes: guess.lowerBytes, why: 'lower end: one step below the hard part', kind: 'narrow' };
  const limitBytes = Math.max(floorMebibyte(passedBytes - strideBytes(passedBytes, guess.lowerBytes, floor)), Math.ceil(floor));
  if (passedBytes - limitBytes < stepBytes(survey.plan, passedBytes)) return undefined;
  return { limitBytes, why: `${formatMemory(passedBytes)} passed, and nothing below it has failed`, kind: 'narrow' };
}

/** The hard part when it lies well inside the bracket, else the middle. */
function between(survey: Survey, failedBytes: number, passedBytes: number, guess: Hypotheses): SearchStep | undefined {
  const step = stepBytes(survey.plan, passedBytes);
  if (passedBytes - failedBytes <= step) return undefined;
  const lower = guess.lowerBytes;
  if (lower !== null && lower >= failedBytes + step && lower <= passedBytes - step)
    return { limitBytes: lower, why: 'one step below the hard part, inside the bracket', kind: 'narrow' };
  const limitBytes = floorMebibyte((failedBytes + passedBytes) / 2);
  if (limitBytes <= failedBytes) return undefined;
  return { limitBytes, why: `between ${formatMemory(failedBytes)}, which failed, and ${formatMemory(passedBytes)}, which passed`, kind: 'narrow' };
}

function narrow(survey: Survey): SearchStep | undefined {
  const { failedBytes, passedBytes } = survey.searched;
  const guess = hypothesesOf(survey);
  if (passedBytes === null || guess === null) return undefined;
  return failedBytes === null ? openBelow(survey, passedBytes, guess) : between(survey, failedBytes, passedBytes, guess);
}

/** One clean run at an edge is no pass: the lowest passing limit is run until it has as many passes as a confirmation. */
function confirmNeed(survey: Survey): SearchStep | undefined {
  const { passedBytes, passes } = survey.searched;
  const wanted = survey.plan.policy.confirmations;
  if (passedBytes === null || passes >= wanted) return undefined;
  return { limitBytes: passedBytes, why: `the need so far, seen to pass ${passes} of ${wanted} times`, kind: 'confirm-need' };
}

/** The limit that the search would run next, or undefined when the need is known to one step and as often as the plan asks. */
export function searchStep(survey: Survey): SearchStep | undefined {
  return settle(survey) ?? closeAbove(survey) ?? narrow(survey) ?? confirmNeed(survey);
}

/** Search runs to come if each halves the bracket: an estimate, for progress only. */
export function searchRunsAhead(survey: Survey): number {
  const { failedBytes, passedBytes, passes } = survey.searched;
  if (searchStep(survey) === undefined || passedBytes === null) return 0;
  const upper = openUpperEnd(survey, survey.searched);
  const high = upper ?? passedBytes;
  const low = failedBytes ?? hypothesesOf(survey)?.lowerBytes ?? 0;
  const halvings = Math.max(0, Math.ceil(Math.log2(Math.max(1, (high - Math.min(low, high)) / stepBytes(survey.plan, high)))));
  const repeats = Math.max(0, survey.plan.policy.confirmations - (upper === null ? passes : 0));
  return Math.max(1, (upper === null ? 0 : 1) + halvings + repeats);
}
