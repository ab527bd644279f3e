import { coldCacheCases } from './target-cases-cold-cache.ts';
import { lifecycleCases } from './target-cases-lifecycle.ts';
import { refusalCases } from './target-cases-refusal.ts';
import { remainsCases } from './target-cases-remains.ts';
import { startCases } from './target-cases-start.ts';
import type { Bench, TargetHarness } from './target-harness.ts';

export interface TargetCase {
  readonly title: string;
  /** Left out where it says no: the target has no such thing. */
  applies?(harness: TargetHarness): boolean;
  /** It looks at what belongs to one run, and so cannot follow another case on the same environment. */
  readonly ownRun?: true;
  run(bench: Bench): Promise<void>;
}

/** What every target must do alike, whatever runs the workload. */
export const targetCases: readonly TargetCase[] = [...startCases, ...lifecycleCases, ...coldCacheCases, ...refusalCases, ...remainsCases];

export function casesFor(harness: TargetHarness): readonly TargetCase[] {
  return targetCases.filter(({ applies }) => applies?.(harness) ?? true);
}
