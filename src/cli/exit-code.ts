import type { Analysis } from '../analysis/document.ts';
import type { Recommendation } from '../recommend/document.ts';
import { HighwaterError } from '../shared/errors.ts';

const policies = ['fail', 'warn', 'pass'] as const;

/** `--inconclusive`: what an unverified result is worth. */
export function parseInconclusive(text: string): (typeof policies)[number] {
  const found = policies.find((policy) => policy === text);
  if (!found) throw new HighwaterError('usage', `--inconclusive ${text}: expected ${policies.join(', ')}`);
  return found;
}

/** Exit code of a judged run: 1 is a verdict against the workload, 5 is that there is no verdict. */
export function exitCodeOf(recommendation: Recommendation, analysis: Analysis, inconclusive: (typeof policies)[number]): number {
  if (recommendation.status === 'verified') return 0;
  if (recommendation.status === 'refuted' || recommendation.status === 'none' || analysis.leak.verdict === 'leak') return 1;
  return inconclusive === 'fail' ? 5 : 0;
}
