import type { Check } from '../checks/check.ts';
import type { Aggregation } from '../document.ts';
import type { Matched } from '../metrics/key-pattern.ts';

interface Common {
  readonly key: string;
  readonly level: 'error' | 'warn';
  /** `plan.yaml`, or the preset that it comes from. */
  readonly source: string;
}

export interface CheckAssertion extends Common {
  readonly check: Check;
  /** What an answer that cannot be given is worth; `pass`: it is shown and changes nothing. */
  readonly inconclusive: 'fail' | 'pass';
}

export interface MetricAssertion extends Common {
  readonly matched: Matched;
  /** In the unit of the metric; shares as fractions of one. */
  readonly max: number | undefined;
  readonly min: number | undefined;
  readonly maxIncrease: number | undefined;
  readonly floor: number;
  readonly aggregation: Aggregation | null;
}

export type Assertion = CheckAssertion | MetricAssertion;

export const isCheck = (assertion: Assertion): assertion is CheckAssertion => 'check' in assertion;

export interface GateSettings {
  /** In words, for the report. */
  readonly origin: string;
  readonly assertions: readonly Assertion[];
  /** True where the plan has no gate and a preset stands in: what cannot be judged is then skipped, because nobody asked for it. */
  readonly standsIn: boolean;
}

/** A mistake in the gate of a plan, where in it, and what was expected. */
export interface SettingProblem {
  readonly path: readonly string[];
  readonly text: string;
}
