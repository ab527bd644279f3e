import { counted } from '../counted.ts';
import type { PhaseAnalysis } from '../document.ts';
import { clear, finding, type Rule } from './rule.ts';

/** Where the plan sets no bound: a tenth of the time waiting for memory is felt in every latency percentile that matters. */
const stallShare = 0.1;
/** A disk read for a program's own pages at this rate keeps a disk of 10 ms busy all the time. */
const majorFaultsPerSecond = 100;

/**
 * Detects: a limit at which nothing is killed but the kernel evicts program text and reads it back. Evidence: memory stall or major faults in a
 * level of a recording that hit a limit, without a kill. Refaults alone are no finding: a streaming cache refaults and harms nobody.
 * False positive: a first touch of a large mapped file while its limit is hit for other reasons.
 */
export const starvation: Rule = {
  id: 'starvation',
  title: 'Starved without being killed',
  remedy: 'Do not go by kills alone: raise the limit until stall and faults are those of the loose-limit runs.',
  needs: ['recordings', 'faults'],
  evaluate({ all, plan }) {
    const bound = plan.objectives.stallMax ?? stallShare;
    const pressed = all.filter((recording) => !recording.uncensored && recording.kills.length === 0);
    const evidence = pressed.flatMap(({ recording, limitBytes, phases }) =>
      phases.filter((phase) => isStarved(phase, bound)).map((phase) => `${recording}/${phase.name} at limit ${limitBytes}: ${described(phase)}`),
    );
    if (evidence.length === 0) return clear(pressed.length === 0 ? 'no limit was hit without a kill' : 'limits were hit, but nothing waited for memory');
    return finding(`${counted(evidence.length, 'level')} waited for memory although nothing was killed`, evidence);
  },
};

function isStarved(phase: PhaseAnalysis, bound: number): boolean {
  return phase.phaseKind === 'level' && ((phase.memoryStall ?? 0) > bound || (phase.majorFaultsPerSecond ?? 0) > majorFaultsPerSecond);
}

function described(phase: PhaseAnalysis): string {
  const stall = phase.memoryStall === null ? 'stall unknown' : `${(phase.memoryStall * 100).toFixed(1)} % stalled`;
  return `${stall}, ${Math.round(phase.majorFaultsPerSecond ?? 0)} major faults/s, ${Math.round(phase.refaultsPerSecond ?? 0)} refaults/s`;
}
