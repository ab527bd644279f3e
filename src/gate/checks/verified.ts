import type { Recommendation } from '../../recommend/document.ts';
import { answer, type Check } from './check.ts';

const results: Readonly<Record<Recommendation['status'], 'pass' | 'fail' | 'inconclusive'>> = {
  verified: 'pass',
  refuted: 'fail',
  none: 'fail',
  unverified: 'inconclusive',
};

/** For runs that search and confirm (`highwater run`): a gate over the recordings of `highwater ci` has nothing confirmed. */
export const verified: Check = {
  id: 'verified',
  expected: 'the recommended limit is verified',
  answer: ({ recommendation: { status, why } }) =>
    answer(results[status], status, why, { remedy: status === 'verified' ? '' : 'see the verdict in report.html' }),
};
