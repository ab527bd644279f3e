import { variantDurationMs } from '../plan/derive.ts';
import type { Plan, Variant } from '../plan/plan.ts';
import { policy } from '../recommend/policy.ts';
import { surveyOf } from '../recommend/survey.ts';
import { runsAhead } from './estimate.ts';
import { mandatoryRuns } from './mandatory.ts';

export interface RunCount {
  readonly minRuns: number;
  readonly maxRuns: number;
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * How many runs a verified limit takes and how long, before anything has started. The least: the bracket closes at once and every
 * confirmation passes. The most: `policy.maxRuns`, all but one of them with the whole ladder. Runs that are lost come on top.
 */
export function countRuns(plan: Plan, looseLimitBytes: number): RunCount {
  const survey = surveyOf(plan, looseLimitBytes, []);
  const perRun = (load: Variant['load']) => variantDurationMs(plan, { load }) + policy.startupGuessMs + policy.overheadGuessMs;
  const { maxRuns } = plan.policy;
  const minRuns = Math.min(maxRuns, runsAhead(survey));
  const ladders = Math.min(minRuns, mandatoryRuns(survey).ladder);
  return {
    minRuns,
    maxRuns,
    minMs: ladders * perRun('ladder') + (minRuns - ladders) * perRun('peak'),
    maxMs: (maxRuns - 1) * perRun('ladder') + perRun('peak'),
  };
}
