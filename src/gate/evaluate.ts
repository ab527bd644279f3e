import { analyzeRun } from '../analysis/analyze-run.ts';
import type { Analysis } from '../analysis/document.ts';
import type { Plan } from '../plan/plan.ts';
import type { Recommendation } from '../recommend/document.ts';
import { type Survey, surveyOf } from '../recommend/survey.ts';
import type { CheckInput } from './checks/check.ts';
import type { Base } from './compare/base.ts';
import { type Comparability, comparabilityOf } from './compare/comparability.ts';
import type { Conditions } from './conditions.ts';
import type { AssertionResult, GateResult } from './document.ts';
import { doubtsOf } from './doubts.ts';
import { measureAll } from './metrics/measure.ts';
import { rowsOf } from './rows/rows.ts';
import type { GateSettings } from './settings/assertion.ts';

export interface GateInput {
  readonly runId: string;
  readonly plan: Plan;
  readonly looseLimitBytes: number;
  readonly analysis: Analysis;
  readonly recommendation: Recommendation;
  /** Undefined where there is no recording: then nothing is compared. */
  readonly conditions: Conditions | undefined;
  readonly settings: GateSettings;
  readonly base: Base | null;
  /** Why there is no base, where one was asked for. */
  readonly baseMissing?: string | undefined;
}

/** Loose-limit recordings and those at the manifest's limit: what the workload is to live with. */
function checkInputOf({ plan, runId, analysis, recommendation }: GateInput, survey: Survey): CheckInput {
  const recordings = analysis.recordings.filter(({ purpose }) => purpose === 'record' || purpose === 'current');
  const { findings } = analyzeRun(runId, analysis.scenario, plan, recordings);
  return { survey, recordings, findings, recommendation };
}

const comparable: Comparability = { refused: [], widened: [] };

/** `gate.json`: the assertions of a plan over what was concluded from a run, and over base where there is one. Pure. */
export function evaluateGate(input: GateInput): GateResult {
  const { plan, looseLimitBytes, analysis, settings, base } = input;
  const survey = surveyOf(plan, looseLimitBytes, analysis.recordings);
  const doubts = doubtsOf(survey);
  const comparability = base === null || input.conditions === undefined ? comparable : comparabilityOf(base.conditions, input.conditions);
  const series = measureAll(survey.records, plan.workload.container);
  const assertions = rowsOf(settings.assertions, checkInputOf(input, survey), {
    series,
    base,
    baseMissing: input.baseMissing,
    comparability,
    settings,
    doubts,
  });
  return {
    kind: 'GateResult',
    schemaVersion: 1,
    runId: input.runId,
    scenario: analysis.scenario,
    ...verdictOf(assertions),
    settings: settings.origin,
    base: base && { design: base.design, name: base.name, refused: [...comparability.refused], widened: [...comparability.widened] },
    recordings: { counted: survey.records.length, planned: plan.policy.recordings },
    doubts,
    assertions,
  };
}

const named = ({ subject, reason }: AssertionResult): string => `${subject}: ${reason}`;

function verdictOf(rows: readonly AssertionResult[]): Pick<GateResult, 'result' | 'why'> {
  const errors = rows.filter(({ level }) => level === 'error');
  const failed = errors.filter(({ result }) => result === 'fail');
  const open = errors.filter(({ result }) => result === 'inconclusive');
  const more = (count: number): string => (count > 1 ? `, and ${count - 1} more` : '');
  if (failed[0] !== undefined) return { result: 'fail', why: `${named(failed[0])}${more(failed.length)}` };
  if (open[0] !== undefined) return { result: 'inconclusive', why: `${named(open[0])}${more(open.length)}` };
  const passed = errors.filter(({ result }) => result === 'pass').length;
  const warned = rows.filter(({ level, result }) => level === 'warn' && result === 'fail').length;
  return { result: 'pass', why: `${passed} ${passed === 1 ? 'assertion holds' : 'assertions hold'}${warned > 0 ? `; ${warned} only warn` : ''}` };
}
