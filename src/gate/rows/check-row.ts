import type { CheckInput } from '../checks/check.ts';
import type { CheckAssertion } from '../settings/assertion.ts';
import { type Row, rowOf } from './row.ts';

/** The row of a named question. One that cannot be answered, and whose answer does not matter then, is shown as skipped. */
export function checkRow(assertion: CheckAssertion, input: CheckInput): Row {
  const { result, found, reason, remedy, decidedBy } = assertion.check.answer(input);
  const shown = result === 'inconclusive' && assertion.inconclusive === 'pass' ? 'skipped' : result;
  return rowOf(assertion, { subject: assertion.key, kind: 'check', expected: assertion.check.expected, found, result: shown, reason, remedy, decidedBy });
}
