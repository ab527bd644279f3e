import type { Recommendation } from '../../recommend/document.ts';
import { subjectOf } from '../metrics/key-pattern.ts';
import type { Series } from '../metrics/measure.ts';
import type { MetricAssertion } from '../settings/assertion.ts';

export interface Subject {
  readonly subject: string;
  readonly series: Pick<Series, 'samples'>;
}

function concluded({ matched }: MetricAssertion, recommendation: Recommendation): Subject[] {
  const { metric, matches } = matched;
  if (metric.from !== 'recommendation') return [];
  return metric
    .read(recommendation)
    .filter(({ name }) => matches(name))
    .map(({ name, value }) => ({
      subject: subjectOf(metric.key, name),
      series: { samples: value === null ? [] : [{ recording: 'recommendation', seed: 0, value }] },
    }));
}

/** The containers or phases that a key means. */
export function subjectsOf(assertion: MetricAssertion, series: ReadonlyMap<string, Series>, recommendation: Recommendation): Subject[] {
  const { metric, matches } = assertion.matched;
  if (metric.from === 'recommendation') return concluded(assertion, recommendation);
  return [...series].filter(([, one]) => one.metric === metric && matches(one.name)).map(([subject, one]) => ({ subject, series: one }));
}

/** Names that the key could have meant, for a key that means none of them. */
export function namesOf({ matched }: MetricAssertion, series: ReadonlyMap<string, Series>): string[] {
  return [...series.values()].filter(({ metric }) => metric === matched.metric).map(({ name }) => name);
}
