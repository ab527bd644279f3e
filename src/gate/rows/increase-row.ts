import { compareAll, type Question } from '../compare/compare.ts';
import { sidesOf } from '../compare/sides.ts';
import type { Comparison } from '../document.ts';
import type { Series } from '../metrics/measure.ts';
import type { MetricAssertion } from '../settings/assertion.ts';
import { allowedText, increaseReason, increaseText } from './increase-words.ts';
import { doubted, type Measured, type Row, rowOf } from './row.ts';

/** One `maxIncrease` for one container or phase. */
export interface IncreaseQuestion {
  readonly assertion: MetricAssertion;
  readonly subject: string;
  readonly series: Pick<Series, 'samples'>;
}

const limitsOf = ({ assertion }: IncreaseQuestion) => ({ maxIncrease: assertion.maxIncrease as number, floor: assertion.floor });

function plainRow(question: IncreaseQuestion, result: Row['result'], reason: string, remedy: string): Row {
  const { assertion, subject, series } = question;
  const { maxIncrease, floor } = limitsOf(question);
  const { unit } = assertion.matched.metric;
  return rowOf(assertion, {
    subject,
    kind: 'increase',
    unit,
    expected: allowedText({ allowedShare: maxIncrease, allowedFloor: floor, widenedBecause: [] }, unit),
    found: 'not compared',
    result,
    reason,
    remedy,
    samples: series.samples,
  });
}

function withoutBase(question: IncreaseQuestion, { settings, baseMissing }: Measured): Row {
  if (baseMissing !== undefined)
    return plainRow(question, 'inconclusive', baseMissing, 'mend base, or compare with an accepted run: `highwater baseline accept RUN`');
  const remedy = 'accept a run as the baseline with `highwater baseline accept RUN`, or measure base beside head with `highwater ci --base-ref REF`';
  return plainRow(
    question,
    settings.standsIn ? 'skipped' : 'inconclusive',
    'there is nothing to compare with: no baseline.json, and no base was measured',
    remedy,
  );
}

const results: Readonly<Record<Comparison['verdict'], (tooMuch: boolean) => Row['result']>> = {
  increased: () => 'fail',
  within: () => 'pass',
  // What looks like more than allowed and cannot be told from chance is no pass.
  '~': (tooMuch) => (tooMuch ? 'inconclusive' : 'pass'),
  'too-few': () => 'inconclusive',
};

function comparedRow({ assertion, subject, series }: IncreaseQuestion, comparison: Comparison): Row {
  const { unit, what } = assertion.matched.metric;
  const allowed = Math.max(comparison.allowedShare * Math.max(0, comparison.baseMedian), comparison.allowedFloor);
  const result = results[comparison.verdict](comparison.increase > allowed);
  return rowOf(assertion, {
    subject,
    kind: 'increase',
    unit,
    aggregation: null,
    expected: allowedText(comparison, unit),
    found: comparison.verdict === '~' ? `~ ${increaseText(comparison, unit)}` : increaseText(comparison, unit),
    result,
    reason: increaseReason(comparison, unit, what),
    remedy: result === 'fail' ? 'find what grew, or accept it: `highwater baseline accept RUN --allow-increase`' : '',
    samples: series.samples,
    comparison,
  });
}

/** All comparisons of a gate at once, in the order they came in. */
export function increaseRows(questions: readonly IncreaseQuestion[], measured: Measured): Row[] {
  const { base, comparability, doubts } = measured;
  if (base === null) return questions.map((question) => withoutBase(question, measured));
  const [refusal] = comparability.refused;
  if (refusal !== undefined)
    return questions.map((question) =>
      plainRow(question, 'inconclusive', `head and base cannot be compared: ${comparability.refused.join('; ')}`, refusedRemedy(base.design)),
    );
  const asked = questions.map((question): Question | undefined => {
    const values = base.values.get(question.subject);
    return values === undefined || values.length === 0 || question.series.samples.length === 0
      ? undefined
      : { sides: sidesOf(base.design, values, question.series.samples), ...limitsOf(question) };
  });
  const comparisons = compareAll(
    asked.filter((question) => question !== undefined),
    comparability,
  );
  let next = 0;
  return questions.map((question, index) => {
    if (asked[index] === undefined)
      return plainRow(
        question,
        'inconclusive',
        `${question.subject} was measured in ${question.series.samples.length === 0 ? 'base' : 'head'} only`,
        refusedRemedy(base.design),
      );
    const comparison = comparisons[next] as Comparison;
    next += 1;
    return doubted(comparedRow(question, comparison), doubts);
  });
}

const refusedRemedy = (design: 'paired' | 'baseline'): string =>
  design === 'paired'
    ? 'measure base and head under the same conditions'
    : 'accept a new baseline from a run under these conditions: `highwater baseline accept RUN`';
