import type { RecordingFacts } from '../facts/facts.ts';
import type { OwnKill } from './attribute.ts';
import type { KillStep } from './counters.ts';
import { explainSteps } from './explain-steps.ts';
import type { KernelKill } from './kernel-kills.ts';

/** A group kill can be read in its middle: the first victim is counted before the group is, the others after it (oom_kill_process, mm/oom_kill.c). */
const sameGroupMs = 500;

function joinSplitGroups(steps: readonly KillStep[]): KillStep[] {
  const joined: KillStep[] = [];
  for (const step of steps) {
    const last = joined.at(-1);
    if (last && (step.groups || last.groups) && last.cg === step.cg && step.tMs - last.tMs < sameGroupMs)
      joined[joined.length - 1] = { ...step, rise: last.rise + step.rise, groups: (last.groups ?? 0) + (step.groups ?? 0), text: `${last.text}; ${step.text}` };
    else joined.push(step);
  }
  return joined;
}

/** The kernel kills whole containers on v2 unless the plan says otherwise, as a kubelet sets memory.oom.group. */
function killsGroups(facts: RecordingFacts, step: KillStep): boolean {
  const { target, workload } = facts.manifest.plan;
  const runs = target.kind === 'docker' ? workload.docker : workload.local;
  return step.version === 2 && runs?.singleProcessOOMKill === false;
}

/** How many deaths a step proves beyond those that the kernel log told. */
function deathsOf(facts: RecordingFacts, step: KillStep, logged: readonly KernelKill[], missing: number): number {
  // With group kill a victim can be counted twice: the rise is no number of deaths.
  if (step.groups) return Math.max(0, step.groups - logged.length);
  if (logged.some((kill) => kill.group)) return 0;
  if (step.groups === null && killsGroups(facts, step)) return logged.length > 0 ? 0 : 1;
  return missing;
}

/** Kills that only a counter knows of: one entry for each death. */
export function counterOnlyKills(facts: RecordingFacts, steps: readonly KillStep[], own: readonly OwnKill[]): KillStep[] {
  return explainSteps(joinSplitGroups(steps), own).flatMap(({ step, kills, missing }) =>
    missing <= 0 ? [] : Array.from({ length: deathsOf(facts, step, kills, missing) }, () => step),
  );
}
