import { coldCacheCases } from './target-cases-cold-cache.ts';
import { lifecycleCases } from './target-cases-lifecycle.ts';
import { remainsCases } from './target-cases-remains.ts';
import { startCases } from './target-cases-start.ts';
import type { Bench } from './target-harness.ts';

export interface TargetCase {
  readonly title: string;
  run(bench: Bench): Promise<void>;
}

/** What every target must do alike, whatever runs the workload. */
export const targetCases: readonly TargetCase[] = [...startCases, ...lifecycleCases, ...remainsCases, ...coldCacheCases];
