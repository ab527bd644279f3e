import type { RecordingAnalysis } from '../analysis/document.ts';
import type { Plan, Variant } from '../plan/plan.ts';
import { policy } from '../recommend/policy.ts';
import type { LostRun } from '../recommend/usable-runs.ts';

const sameRun = (recording: RecordingAnalysis, variant: Variant): boolean =>
  recording.purpose === variant.purpose && recording.limitBytes === variant.limitBytes && recording.seed === variant.seed;

/** Why a run that was lost before is not tried once more, or undefined when it is. Lost runs together are bounded by `maxRuns` too. */
export function exhausted(plan: Plan, variant: Variant, lost: readonly LostRun[]): string | undefined {
  const mine = lost.filter(({ recording }) => sameRun(recording, variant));
  const interrupted = mine.filter((run) => run.interrupted);
  const failed = mine.filter((run) => !run.interrupted);
  if (interrupted.length >= policy.interruptedAttempts) return `one run was interrupted ${interrupted.length} times`;
  if (failed.length >= policy.attempts) return `one run was lost ${failed.length} times in a row, last because ${failed.at(-1)?.why}`;
  const all = lost.filter((run) => !run.interrupted);
  if (all.length >= plan.policy.maxRuns) return `${all.length} runs were lost, last because ${all.at(-1)?.why}`;
  return undefined;
}
