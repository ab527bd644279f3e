import type { RecordingAnalysis } from '../analysis/document.ts';
import type { Plan, Variant } from '../plan/plan.ts';
import { loadOf } from './budget.ts';
import { nextSeed } from './seeds.ts';

/** Recordings are named `<index>-<what>`; one that is missing from the history still holds its number. */
export function nextIndex(history: readonly RecordingAnalysis[]): number {
  const named = history.map((recording) => Number(/(?:^|\/)(\d+)-[^/]*$/.exec(recording.recording)?.[1] ?? 0));
  return Math.max(history.length, ...named) + 1;
}

/** The run of a plan for one purpose at one limit, with a seed of its own. */
export function variantFor(
  plan: Plan,
  purpose: Variant['purpose'],
  limitBytes: number,
  history: readonly RecordingAnalysis[],
  counted: readonly RecordingAnalysis[],
): Variant {
  return {
    index: nextIndex(history),
    purpose,
    limitBytes,
    seed: nextSeed(plan.seed, purpose, counted),
    load: loadOf(purpose),
    loadFactor: purpose === 'overload' ? plan.policy.overload : 1,
    // A loose-limit recording and the overload run are there to be looked at in full; the others are decided by their first kill.
    stopAtFirstKill: purpose !== 'record' && purpose !== 'overload',
  };
}
