import { median } from '../shared/stats/quantile.ts';
import type { PhaseFacts, RecordingFacts } from './facts/facts.ts';
import { spanOf } from './phases.ts';

/** The end of cooldown stands for what stays; what comes back does so at its beginning. */
const keptShare = 1 / 3;
/** Idle begins while startup work may still go on, and ends with setup() of the script, which writes to the very end: its last samples are what load finds. */
const idleSamples = 5;

function endOfCooldown(facts: RecordingFacts, phase: PhaseFacts): number | undefined {
  const { startMs, endMs } = spanOf(facts, phase);
  return median(facts.main.memory.window(endMs - (endMs - startMs) * keptShare, endMs).hard);
}

/** Hard part at the end of idle, bytes: what is held before any load. Null without that phase. */
export function idleBytes(facts: RecordingFacts): number | null {
  const idle = facts.phases.find((phase) => phase.start.phaseKind === 'idle');
  if (!idle) return null;
  const { startMs, endMs } = spanOf(facts, idle);
  const bytes = median(facts.main.memory.window(startMs, endMs).hard.slice(-idleSamples));
  return bytes === undefined ? null : Math.round(bytes);
}

/** Hard part at the end of cooldown minus hard part when idle, bytes; null without both phases or when the process between them was not the same. */
export function retainedBytes(facts: RecordingFacts): number | null {
  const idle = facts.phases.find((phase) => phase.start.phaseKind === 'idle');
  const cooldown = facts.phases.findLast((phase) => phase.start.phaseKind === 'cooldown');
  if (!idle || !cooldown) return null;
  const restarted = facts.instances.some((event) => event.container === facts.mainContainer && event.state === 'started' && event.t > idle.start.t);
  const before = idleBytes(facts);
  const after = endOfCooldown(facts, cooldown);
  return restarted || before === null || after === undefined ? null : Math.round(after - before);
}
