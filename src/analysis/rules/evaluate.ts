import type { Finding } from '../document.ts';
import { missingNeeds } from './needs.ts';
import type { Rule, RuleInput, RuleResult } from './rule.ts';

/** One row per rule, in the order of the registry. A rule that throws is one errored row and takes nothing else with it. */
export function evaluateRules(rules: readonly Rule[], input: RuleInput): Finding[] {
  return rules.map((rule) => {
    const row = { rule: rule.id, title: rule.title, remedy: rule.remedy };
    try {
      const result = resultOf(rule, input);
      return { ...row, outcome: result.outcome, why: result.why, evidence: 'evidence' in result ? [...result.evidence] : [] };
    } catch (error) {
      return { ...row, outcome: 'errored', why: (error as Error).message, evidence: [] };
    }
  });
}

function resultOf(rule: Rule, input: RuleInput): RuleResult {
  const missing = missingNeeds(rule.needs, input);
  if (missing.length > 0) return { outcome: 'not-applicable', why: `needs ${missing.join(' and ')}` };
  return rule.evaluate(input);
}
