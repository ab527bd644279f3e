import type { Series } from '../metrics/measure.ts';
import type { MetricAssertion } from '../settings/assertion.ts';
import { formatIn } from '../settings/option-values.ts';
import { aggregate } from './aggregate.ts';
import { doubted, type Row, rowOf } from './row.ts';

/** Rows for `max` and `min` of one container or phase. */
export function boundRows(assertion: MetricAssertion, subject: string, series: Pick<Series, 'samples'>, doubts: readonly string[]): Row[] {
  return (['max', 'min'] as const).flatMap((side) => {
    const bound = assertion[side];
    return bound === undefined ? [] : [doubted(boundRow(assertion, subject, series, side, bound), side === 'max' ? doubts : [])];
  });
}

function boundRow(assertion: MetricAssertion, subject: string, { samples }: Pick<Series, 'samples'>, side: 'max' | 'min', bound: number): Row {
  const { metric } = assertion.matched;
  const format = (value: number) => formatIn(metric.unit, value);
  const expected = `${side === 'max' ? 'at most' : 'at least'} ${format(bound)}`;
  const aggregation = assertion.aggregation ?? 'worst';
  const decided = aggregate(samples, aggregation, side === 'max' ? 'higher' : 'lower');
  const common = { subject, kind: 'bound', expected, unit: metric.unit, aggregation: assertion.aggregation, samples } as const;
  if (decided === undefined) return rowOf(assertion, { ...common, found: 'nothing', result: 'inconclusive', reason: `${metric.what}: not measured` });
  const broken = side === 'max' ? decided.value > bound : decided.value < bound;
  const of = samples.length > 1 ? `, ${aggregation === 'worst' ? 'the worst' : 'the median'} of ${samples.length} runs` : '';
  return rowOf(assertion, {
    ...common,
    found: format(decided.value),
    result: broken ? 'fail' : 'pass',
    reason: `${metric.what} was ${format(decided.value)}${of}`,
    decidedBy: decided.decidedBy.recording,
    remedy: broken ? 'find what changed since it held, or change the bound in the plan' : '',
  });
}
