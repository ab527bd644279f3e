import { rules } from '../../analysis/rules/registry.ts';
import type { Rule } from '../../analysis/rules/rule.ts';
import { answer, type Check, type CheckAnswer } from './check.ts';

const results = { finding: 'fail', clear: 'pass', inconclusive: 'inconclusive', 'not-applicable': 'skipped', errored: 'inconclusive' } as const;

/** A rule of the analysis as a question: a finding fails. */
function checkOf({ id, title, remedy }: Rule): Check {
  return {
    id,
    expected: `no finding "${title}"`,
    answer({ findings }): CheckAnswer {
      const found = findings.find(({ rule }) => rule === id);
      if (found === undefined) return answer('inconclusive', 'not asked', `the rule ${id} was not evaluated`);
      return answer(results[found.outcome], found.outcome, found.why, {
        remedy: found.outcome === 'finding' ? remedy : '',
        decidedBy: found.outcome === 'finding' ? (recordingOf(found.evidence[0]) ?? null) : null,
      });
    },
  };
}

/** Evidence of rules begins with the recording that it was seen in. */
const recordingOf = (evidence: string | undefined): string | undefined => /^(\d+-[a-z]+)\b/.exec(evidence ?? '')?.[1];

export const ruleChecks: readonly Check[] = rules.map(checkOf);
