import type { RecordingAnalysis } from '../analysis/document.ts';
import { variantDurationMs } from '../plan/derive.ts';
import type { Plan, Variant } from '../plan/plan.ts';
import { droveLadder } from '../recommend/loose-reference.ts';
import { policy } from '../recommend/policy.ts';
import type { Survey } from '../recommend/survey.ts';

/** Runs still to be made, by how much load each carries. */
export interface Runs {
  readonly ladder: number;
  readonly peak: number;
}

export interface Budget {
  readonly runsLeft: number;
  /** Null without a time budget. */
  readonly msLeft: number | null;
  readonly msPerRun: Readonly<Record<Variant['load'], number>>;
}

export const loadOf = (purpose: Variant['purpose']): Variant['load'] => (droveLadder({ purpose }) ? 'ladder' : 'peak');

/** Mean of what such runs took on this machine, start and clean-up included; before there is one, what the plan says. */
function expectedMs(plan: Plan, load: Variant['load'], counted: readonly RecordingAnalysis[]): number {
  const same = counted.filter((recording) => loadOf(recording.purpose) === load && recording.outcome === 'completed');
  if (same.length === 0) return variantDurationMs(plan, { load }) + policy.startupGuessMs + policy.overheadGuessMs;
  return same.reduce((sum, recording) => sum + recording.durationMs, 0) / same.length + policy.overheadGuessMs;
}

const more = (runs: number, many: string, one: string): string => (runs === 1 ? `1 more run ${one}` : `${runs} more runs ${many}`);

/** What is left of `maxRuns` (runs that count) and of the time budget (everything that was run, lost runs too). */
export function budgetOf(survey: Survey, history: readonly RecordingAnalysis[], timeBudgetMs: number | undefined): Budget {
  const { counted } = survey.runs;
  const spentMs = history.reduce((sum, recording) => sum + recording.durationMs + policy.overheadGuessMs, 0);
  return {
    runsLeft: survey.plan.policy.maxRuns - counted.length,
    msLeft: timeBudgetMs === undefined ? null : timeBudgetMs - spentMs,
    msPerRun: { ladder: expectedMs(survey.plan, 'ladder', counted), peak: expectedMs(survey.plan, 'peak', counted) },
  };
}

export const durationOf = (runs: Runs, budget: Budget): number => runs.ladder * budget.msPerRun.ladder + runs.peak * budget.msPerRun.peak;

/** Which budget the runs would break, in words, or undefined when they fit. */
export function shortage(runs: Runs, budget: Budget): string | undefined {
  const total = runs.ladder + runs.peak;
  if (total > budget.runsLeft) return `${more(total, 'are', 'is')} needed and policy.maxRuns leaves ${Math.max(0, budget.runsLeft)}`;
  if (budget.msLeft === null || durationOf(runs, budget) <= budget.msLeft) return undefined;
  const seconds = (ms: number) => Math.max(0, Math.round(ms / 1000));
  return `${more(total, 'take', 'takes')} about ${seconds(durationOf(runs, budget))} s and the time budget leaves ${seconds(budget.msLeft)} s`;
}
