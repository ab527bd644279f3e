import type { Base } from './compare/base.ts';
import { fewestHeadRuns, fewestRuns } from './compare/enough-runs.ts';
import { gatePolicy } from './policy.ts';
import { type GateSettings, isCheck } from './settings/assertion.ts';

/** Comparisons that a gate will make, judged by the subjects that base has; without base, each assertion counts once. */
export function countComparisons({ assertions }: GateSettings, base: Pick<Base, 'values'> | undefined): number {
  const increases = assertions.flatMap((assertion) => (isCheck(assertion) || assertion.maxIncrease === undefined ? [] : [assertion]));
  if (base === undefined) return increases.length;
  const subjects = [...base.values.keys()];
  return increases.reduce((sum, { matched }) => {
    const [before = '', after] = matched.metric.key.split('*');
    const meant = subjects.filter((subject) =>
      after === undefined
        ? subject === before
        : subject.startsWith(before) && subject.endsWith(after) && matched.matches(subject.slice(before.length, subject.length - after.length)),
    );
    return sum + Math.max(1, meant.length);
  }, 0);
}

/** Repeats with which this gate can find an increase at all; the plan's own number where that is more or nothing is compared. */
export function repeatsFor(
  settings: GateSettings,
  base: { readonly design: Base['design']; readonly values?: Base['values'] } | undefined,
  planned: number,
): number {
  const comparisons = countComparisons(settings, base?.values === undefined ? undefined : { values: base.values });
  if (comparisons === 0 || (base === undefined && settings.standsIn)) return planned;
  // Made to be accepted: with this many on each side the next run can be compared.
  if (base === undefined) return Math.max(planned, fewestRuns('baseline', comparisons));
  if (base.design === 'paired') return Math.max(planned, fewestRuns('paired', comparisons));
  const baseRuns = Math.max(0, ...[...(base.values?.values() ?? [])].map((values) => values.length));
  return Math.max(planned, fewestHeadRuns(baseRuns, comparisons) ?? Math.min(gatePolicy.mostRuns, fewestRuns('baseline', comparisons)));
}
