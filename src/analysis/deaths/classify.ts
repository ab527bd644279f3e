import type { Death } from '../document.ts';
import type { RecordingFacts } from '../facts/facts.ts';
import { isOwnLimit } from './cgroup-paths.ts';
import { wasReady } from './instances.ts';
import type { LimitOwner } from './limit-owner.ts';

/** Classes that are kills: by the kernel's OOM killer, or not to be told from one. */
const killClasses: ReadonlySet<Death['class']> = new Set(['main-process', 'child-process', 'startup', 'ancestor-limit', 'global-oom', 'suspected']);

export function isKill(death: Death): boolean {
  return killClasses.has(death.class);
}

/** Class of a kill that the kernel made: first whose memory was short, then when, then who. */
export function classOfKill(facts: RecordingFacts, kill: { tMs: number; container: string; mainProcess: boolean; owner: LimitOwner }): Death['class'] {
  const { tMs, container, mainProcess, owner } = kill;
  if (owner.global) return 'global-oom';
  if (owner.path !== null && !isOwnLimit(facts, container, owner.path)) return 'ancestor-limit';
  if (!wasReady(facts, container, tMs)) return 'startup';
  return mainProcess ? 'main-process' : 'child-process';
}

/** Name of the phase in which something happened; empty before the first. */
export function phaseAt(facts: RecordingFacts, tMs: number): string {
  return facts.phases.findLast((phase) => phase.start.t <= tMs)?.start.phase ?? '';
}
