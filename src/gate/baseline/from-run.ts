import type { Analysis } from '../../analysis/document.ts';
import type { Plan } from '../../plan/plan.ts';
import { surveyOf } from '../../recommend/survey.ts';
import type { Base, BaseValue } from '../compare/base.ts';
import type { Conditions } from '../conditions.ts';
import { measureAll } from '../metrics/measure.ts';
import type { Baseline } from './document.ts';

export interface BaselineInput {
  readonly toolVersion: string;
  readonly runId: string;
  readonly acceptedAt: string;
  readonly plan: Plan;
  readonly looseLimitBytes: number;
  readonly analysis: Analysis;
  readonly conditions: Conditions;
  /** Digest of the events of a recording, by its name. */
  readonly digestOf: (recording: string) => string;
}

/** Values of the loose-limit recordings that count, by subject. */
export function baseValues(plan: Plan, looseLimitBytes: number, analysis: Analysis): ReadonlyMap<string, readonly BaseValue[]> {
  const { records } = surveyOf(plan, looseLimitBytes, analysis.recordings);
  const series = measureAll(records, plan.workload.container);
  return new Map([...series].map(([subject, { samples }]) => [subject, samples.map(({ seed, value }) => ({ seed, value }))]));
}

/** The baseline that a run makes; undefined where no recording of it counts. */
export function baselineOf(input: BaselineInput): Baseline | undefined {
  const { plan, looseLimitBytes, analysis } = input;
  const { records } = surveyOf(plan, looseLimitBytes, analysis.recordings);
  if (records.length === 0) return undefined;
  return {
    kind: 'Baseline',
    schemaVersion: 1,
    toolVersion: input.toolVersion,
    scenario: analysis.scenario,
    runId: input.runId,
    acceptedAt: input.acceptedAt,
    conditions: input.conditions,
    recordings: records.map(({ recording, seed }) => ({ name: recording, seed, digest: input.digestOf(recording) })),
    values: Object.fromEntries([...baseValues(plan, looseLimitBytes, analysis)].map(([subject, values]) => [subject, [...values]])),
  };
}

/** A baseline as what head is compared with. */
export function baseOfBaseline({ runId, acceptedAt, conditions, values }: Baseline): Base {
  return { design: 'baseline', name: `the baseline of ${runId}, accepted ${acceptedAt.slice(0, 10)}`, conditions, values: new Map(Object.entries(values)) };
}
