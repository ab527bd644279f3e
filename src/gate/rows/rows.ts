import type { CheckInput } from '../checks/check.ts';
import { type Assertion, isCheck, type MetricAssertion } from '../settings/assertion.ts';
import { boundRows } from './bound-row.ts';
import { checkRow } from './check-row.ts';
import { type IncreaseQuestion, increaseRows } from './increase-row.ts';
import { namesOf, subjectsOf } from './metric-subjects.ts';
import { type Measured, type Row, rowOf } from './row.ts';

function unmatchedRow(assertion: MetricAssertion, measured: Measured): Row {
  const known = namesOf(assertion, measured.series);
  return rowOf(assertion, {
    subject: assertion.key,
    kind: assertion.maxIncrease === undefined ? 'bound' : 'increase',
    expected: assertion.matched.metric.what,
    found: 'nothing',
    result: 'inconclusive',
    reason:
      known.length === 0
        ? `${assertion.matched.metric.what}: not measured`
        : `nothing is called so: there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`,
    unit: assertion.matched.metric.unit,
  });
}

/** Every row of the gate, in the order of its assertions. Increases are judged all together. */
export function rowsOf(assertions: readonly Assertion[], input: CheckInput, measured: Measured): Row[] {
  const questions: IncreaseQuestion[] = [];
  const parts = assertions.map((assertion) => {
    if (isCheck(assertion)) return [checkRow(assertion, input)];
    const subjects = subjectsOf(assertion, measured.series, input.recommendation);
    if (subjects.length === 0) return [unmatchedRow(assertion, measured)];
    return subjects.flatMap(({ subject, series }): (Row | number)[] => {
      const bounds = boundRows(assertion, subject, series, measured.doubts);
      return assertion.maxIncrease === undefined ? bounds : [...bounds, questions.push({ assertion, subject, series }) - 1];
    });
  });
  const increases = increaseRows(questions, measured);
  return parts.flat().map((part) => (typeof part === 'number' ? (increases[part] as Row) : part));
}
