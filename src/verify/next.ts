import type { RecordingAnalysis } from '../analysis/document.ts';
import type { LeakVerdict } from '../analysis/leak/document.ts';
import type { Plan, Variant } from '../plan/plan.ts';
import { type FinalLimit, finalLimitOf, marginAfterWidening } from '../recommend/final-limit.ts';
import { judge } from '../recommend/judge-replay.ts';
import { obstacle } from '../recommend/obstacle.ts';
import { replayableCurrentLimit, type Survey, surveyOf } from '../recommend/survey.ts';
import { formatMemory } from '../shared/quantity.ts';
import { type Budget, budgetOf, shortage } from './budget.ts';
import { runsAhead } from './estimate.ts';
import { mandatoryRuns } from './mandatory.ts';
import { exhausted } from './retries.ts';
import { searchStep } from './search-step.ts';
import { variantFor } from './variants.ts';
import { wantsOverload } from './wants-overload.ts';

export interface NextInput {
  readonly plan: Plan;
  /** min(4 x the manifest's limit, half of the memory available), bytes; the same for all runs of one run directory. */
  readonly looseLimitBytes: number;
  /** Every recording of the run directory in the order of its index, lost ones too. */
  readonly history: readonly RecordingAnalysis[];
  /** Verdict over the loose-limit runs, once they exist. */
  readonly leak?: LeakVerdict | undefined;
  /** For the whole run directory, what earlier invocations spent included. */
  readonly timeBudgetMs?: number | undefined;
}

export type Next =
  | { readonly kind: 'measure'; readonly variant: Variant; readonly why: string; readonly estimateRemaining: { readonly runs: number } }
  | { readonly kind: 'done'; readonly why: string };

interface Wish {
  readonly purpose: Variant['purpose'];
  readonly limitBytes: number;
  readonly why: string;
}
type Decision = Wish | { readonly done: string };

/** The manifest's limit first, then the loose-limit runs; undefined when all of them are there. */
function recordStage(survey: Survey, budget: Budget): Decision | undefined {
  const { plan, looseLimitBytes, records, current } = survey;
  const currentLimit = replayableCurrentLimit(plan, looseLimitBytes);
  const missing = plan.policy.recordings - records.length;
  if (missing <= 0 && (currentLimit === null || current.length > 0)) return undefined;
  const short = shortage(mandatoryRuns(survey), budget);
  if (short !== undefined) return { done: `a limit cannot be verified: ${short}` };
  if (currentLimit !== null && current.length === 0) return { purpose: 'current', limitBytes: currentLimit, why: "the manifest's own limit, as it is today" };
  return { purpose: 'record', limitBytes: looseLimitBytes, why: `loose-limit recording ${records.length + 1} of ${plan.policy.recordings}` };
}

/** Harm that is not gross counts after failing twice, for the manifest's limit too, and it can be judged only now that there is something to compare with. */
function repeatCurrent(survey: Survey, budget: Budget): Decision | undefined {
  const [first, second] = survey.current;
  if (first === undefined || second !== undefined) return undefined;
  const { outcome, gross } = judge(first, survey.plan, survey.runs.reference);
  if (outcome !== 'harmed' || gross) return undefined;
  const mandatory = mandatoryRuns(survey);
  if (shortage({ ...mandatory, ladder: mandatory.ladder + 1 }, budget) !== undefined) return undefined;
  return { purpose: 'current', limitBytes: first.limitBytes, why: "the manifest's limit was harmed once, and harm counts after failing twice" };
}

/** The search stops early rather than leave nothing for the confirmations; the overload run gives way only to closing the bracket. */
function searchStage(survey: Survey, budget: Budget): Decision | undefined {
  if (survey.confirms.length > 0) return undefined;
  const step = searchStep(survey);
  if (step === undefined) return undefined;
  const { policy } = survey.plan;
  const overload = step.kind === 'close' || !wantsOverload(survey.plan) ? 0 : 1;
  const short = shortage({ ladder: policy.confirmations, peak: 1 + overload }, budget);
  if (short === undefined) return { purpose: 'search', limitBytes: step.limitBytes, why: step.why };
  return step.kind === 'close' ? { done: `unverified: the need was not bracketed, ${short}` } : undefined;
}

function confirmStage(survey: Survey, final: FinalLimit, budget: Budget): Decision | undefined {
  const { confirmations } = survey.plan.policy;
  const round = final.rounds.find(({ limitBytes }) => limitBytes === final.limitBytes);
  if (round?.standing === 'confirmed') return undefined;
  const limit = formatMemory(final.limitBytes);
  if (round?.standing === 'failed') return { done: `refuted: ${limit} failed and the loose limit leaves no room to widen` };
  const passes = round?.passes ?? 0;
  const failed = final.rounds.at(-1)?.standing === 'failed' ? final.rounds.at(-1) : undefined;
  const short = shortage({ ladder: Math.max(1, confirmations - passes), peak: 0 }, budget);
  if (short !== undefined)
    return {
      done: failed
        ? `refuted: ${formatMemory(failed.limitBytes)} failed its confirmation, ${short}`
        : `unverified: ${limit} passed ${passes} of ${confirmations} times, ${short}`,
    };
  const why =
    failed && round === undefined
      ? `${formatMemory(failed.limitBytes)} failed its confirmation: widened`
      : `confirmation ${passes + 1} of ${confirmations} at ${limit}`;
  return { purpose: 'confirm', limitBytes: final.limitBytes, why };
}

/** What was confirmed after a failure gets its margin as the others have it, where the budget allows as many runs again. */
function marginStage(survey: Survey, final: FinalLimit, budget: Budget): Decision | undefined {
  const limitBytes = marginAfterWidening(survey, final);
  if (limitBytes === null) return undefined;
  if (shortage({ ladder: survey.plan.policy.confirmations, peak: 0 }, budget) !== undefined) return undefined;
  return { purpose: 'confirm', limitBytes, why: `${formatMemory(final.limitBytes)} held after a lower limit had failed: the margin on top of it` };
}

function overloadStage(survey: Survey, final: FinalLimit, budget: Budget): Decision {
  const done = { done: `${formatMemory(final.limitBytes)} passed its confirmations` };
  if (!wantsOverload(survey.plan) || survey.overloads.some(({ limitBytes }) => limitBytes === final.limitBytes)) return done;
  const short = shortage({ ladder: 0, peak: 1 }, budget);
  if (short !== undefined) return { done: `${done.done}; no overload run, ${short}` };
  return { purpose: 'overload', limitBytes: final.limitBytes, why: `${survey.plan.policy.overload} x peak: what gives way first` };
}

function decide(survey: Survey, budget: Budget, leak: LeakVerdict | undefined): Decision {
  const stopped = obstacle(survey, leak);
  if (stopped !== undefined) return { done: stopped };
  const early = recordStage(survey, budget) ?? repeatCurrent(survey, budget) ?? searchStage(survey, budget);
  if (early !== undefined) return early;
  const final = finalLimitOf(survey);
  if (final === null) return { done: 'unverified: the runs hold no memory peak to start a search from' };
  return confirmStage(survey, final, budget) ?? marginStage(survey, final, budget) ?? overloadStage(survey, final, budget);
}

/**
 * Which run comes next, or why there is none. Nothing is remembered between calls: the same recordings give the same answer, so a run
 * that was interrupted goes on by asking again. Runs that were lost (interrupted, failed, not as cold as the others) are asked for again
 * with the same seed, a bounded number of times.
 */
export function nextVariant(input: NextInput): Next {
  const { plan, looseLimitBytes, history } = input;
  const survey = surveyOf(plan, looseLimitBytes, history);
  const budget = budgetOf(survey, history, input.timeBudgetMs);
  const decision = decide(survey, budget, input.leak);
  if ('done' in decision) return { kind: 'done', why: decision.done };
  const variant = variantFor(plan, decision.purpose, decision.limitBytes, history, survey.runs.counted);
  const lost = exhausted(plan, variant, survey.runs.lost);
  if (lost !== undefined) return { kind: 'done', why: `unverified: ${lost}` };
  return { kind: 'measure', variant, why: decision.why, estimateRemaining: { runs: Math.min(budget.runsLeft, runsAhead(survey)) } };
}
