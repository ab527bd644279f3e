import { variantDurationMs } from '../plan/derive.ts';
import type { Plan, Variant } from '../plan/plan.ts';
import { policy } from '../recommend/policy.ts';
import { surveyOf } from '../recommend/survey.ts';
import { runsAhead } from './estimate.ts';
import { heapImpossible } from './heap.ts';
import { mandatoryRuns } from './mandatory.ts';

export interface RunCount {
  readonly minRuns: number;
  readonly maxRuns: number;
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * How many runs a verified limit takes and how long, before anything has started. The least: the bracket closes at once and every
 * confirmation passes. The most: `policy.maxRuns`, all but one of them with the whole ladder. Runs that are lost come on top. The recording of the heap counts to
 * both where the plan asks for it and it may be had.
 */
export function countRuns(plan: Plan, looseLimitBytes: number): RunCount {
  const survey = surveyOf(plan, looseLimitBytes, []);
  const perRun = (load: Variant['load']) => variantDurationMs(plan, { load }) + policy.startupGuessMs + policy.overheadGuessMs;
  const { maxRuns } = plan.policy;
  const minRuns = Math.min(maxRuns, runsAhead(survey));
  const ladders = Math.min(minRuns, mandatoryRuns(survey).ladder);
  const heapRuns = plan.policy.heapSnapshots && heapImpossible(plan) === undefined ? 1 : 0;
  const heapMs = heapRuns * (variantDurationMs(plan, { load: 'peak', purpose: 'heap' }) + policy.startupGuessMs + policy.overheadGuessMs);
  return {
    minRuns: minRuns + heapRuns,
    maxRuns: maxRuns + heapRuns,
    minMs: ladders * perRun('ladder') + (minRuns - ladders) * perRun('peak') + heapMs,
    maxMs: (maxRuns - 1) * perRun('ladder') + perRun('peak') + heapMs,
  };
}
