import { searchedNeedBytes } from '../recommend/final-limit.ts';
import { replayableCurrentLimit, type Survey } from '../recommend/survey.ts';
import type { Runs } from './budget.ts';

/** The fewest runs between here and a verified limit: what is missing of the first runs, one to close the bracket, the confirmations. */
export function mandatoryRuns(survey: Survey): Runs {
  const { plan, looseLimitBytes, records, current } = survey;
  const hasCurrent = replayableCurrentLimit(plan, looseLimitBytes) !== null;
  const first = (hasCurrent && current.length === 0 ? 1 : 0) + Math.max(0, plan.policy.recordings - records.length);
  const closed = first === 0 && searchedNeedBytes(survey) !== null;
  return { ladder: first + plan.policy.confirmations, peak: closed ? 0 : 1 };
}
