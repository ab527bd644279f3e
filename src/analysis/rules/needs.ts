import type { PhaseAnalysis } from '../document.ts';
import type { Need, RuleInput } from './rule.ts';

const anyPhase = (input: RuleInput, has: (phase: PhaseAnalysis) => boolean) => input.all.some((recording) => recording.phases.some(has));

const checks: Readonly<Record<Need, { readonly is: (input: RuleInput) => boolean; readonly words: string }>> = {
  recordings: { is: (input) => input.all.length > 0, words: 'a recording' },
  'loose-recordings': { is: (input) => input.loose.length > 0, words: 'a recording at the loose limit' },
  watermark: { is: (input) => anyPhase(input, (phase) => phase.peakBytes.watermark !== null), words: "the kernel's watermark" },
  'cpu-quota': { is: (input) => anyPhase(input, (phase) => phase.throttledShare !== null), words: 'CPU throttling counters' },
  load: { is: (input) => anyPhase(input, (phase) => phase.droppedIterations !== null), words: 'load figures' },
  holders: { is: (input) => input.all.some((recording) => recording.holders.length > 0), words: 'memory by process' },
  pods: { is: (input) => input.all.some((recording) => (recording.pods ?? []).length > 0), words: 'a recording of pods' },
  faults: { is: (input) => anyPhase(input, (phase) => phase.majorFaultsPerSecond !== null), words: 'page fault counters' },
};

/** What of a rule's needs the run does not have, in words. */
export function missingNeeds(needs: readonly Need[], input: RuleInput): string[] {
  return needs.filter((need) => !checks[need].is(input)).map((need) => checks[need].words);
}
