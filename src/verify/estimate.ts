import { finalLimitOf } from '../recommend/final-limit.ts';
import type { Survey } from '../recommend/survey.ts';
import { mandatoryRuns } from './mandatory.ts';
import { searchRunsAhead } from './search-step.ts';
import { wantsOverload } from './wants-overload.ts';

/** Runs to come, the next one included, if nothing fails that has not failed yet: for progress only. */
export function runsAhead(survey: Survey): number {
  const { policy } = survey.plan;
  const overload = wantsOverload(survey.plan) && survey.overloads.length === 0 ? 1 : 0;
  if (survey.confirms.length > 0) {
    const final = finalLimitOf(survey);
    const passes = final?.rounds.find(({ limitBytes }) => limitBytes === final.limitBytes)?.passes ?? 0;
    return Math.max(1, policy.confirmations - passes + overload);
  }
  const mandatory = mandatoryRuns(survey);
  const recorded = survey.records.length >= policy.recordings;
  // Before the recordings nothing is known of the bracket: two ends, and the need seen as often as it must be.
  const search = recorded ? searchRunsAhead(survey) : 1 + policy.confirmations;
  return Math.max(1, mandatory.ladder + search + overload);
}
