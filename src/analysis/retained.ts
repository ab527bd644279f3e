import { median } from '../shared/stats/quantile.ts';
import type { PhaseFacts, RecordingFacts } from './facts/facts.ts';
import { spanOf } from './phases.ts';

/** The end of cooldown stands for what stays; what comes back does so at its beginning. */
const keptShare = 1 / 3;
/** Idle begins while startup work may still go on. */
const idleShare = 1 / 2;

function medianOfEnd(facts: RecordingFacts, phase: PhaseFacts, share: number): number | undefined {
  const { startMs, endMs } = spanOf(facts, phase);
  return median(facts.main.memory.window(endMs - (endMs - startMs) * share, endMs).hard);
}

/** Hard part at the end of cooldown minus hard part when idle, bytes; null without both phases or when the process between them was not the same. */
export function retainedBytes(facts: RecordingFacts): number | null {
  const idle = facts.phases.find((phase) => phase.start.phaseKind === 'idle');
  const cooldown = facts.phases.findLast((phase) => phase.start.phaseKind === 'cooldown');
  if (!idle || !cooldown) return null;
  const restarted = facts.instances.some((event) => event.container === facts.mainContainer && event.state === 'started' && event.t > idle.start.t);
  const before = medianOfEnd(facts, idle, idleShare);
  const after = medianOfEnd(facts, cooldown, keptShare);
  return restarted || before === undefined || after === undefined ? null : Math.round(after - before);
}
