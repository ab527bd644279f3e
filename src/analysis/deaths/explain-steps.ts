import type { KillStep } from './counters.ts';
import type { KernelKill } from './kernel-kills.ts';
import { type StartRef, sameStart } from './same-start.ts';

export interface ExplainedStep {
  readonly step: KillStep;
  readonly kills: readonly KernelKill[];
  /** How much of the rise no logged victim explains. */
  readonly missing: number;
}

/** A counter is read up to a sample period after the kill; 1 Hz with some lateness is the slowest. */
const counterLagMs = 3000;
/** The clock of the kernel log and ours may differ by this much. */
const clockSlackMs = 100;

/**
 * Gives each logged kill to the first counter step after it that has room: kills are counted in the order in which they happen, so the same
 * order on both sides joins them right even when many fall between two readings. Without a container a kill fits any.
 */
export function explainSteps(steps: readonly KillStep[], logged: readonly (StartRef & { readonly kill: KernelKill })[]): ExplainedStep[] {
  const open = steps.map((step) => ({ step, kills: [] as KernelKill[], missing: step.rise }));
  for (const own of logged) {
    const { kill } = own;
    for (const { tMs } of kill.victims) {
      const fitting = open.find(({ step, missing }) => missing > 0 && sameStart(own, step) && tMs <= step.tMs + clockSlackMs && tMs > step.tMs - counterLagMs);
      if (!fitting) continue;
      fitting.missing--;
      if (!fitting.kills.includes(kill)) fitting.kills.push(kill);
    }
  }
  return open;
}
