import { formatMemory } from '../../shared/quantity.ts';
import { counted } from '../counted.ts';
import type { PhaseAnalysis } from '../document.ts';
import { isStarved } from '../pressed.ts';
import { clear, finding, type Rule } from './rule.ts';

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
    const pressed = all.filter((recording) => !recording.uncensored && recording.kills.length === 0);
    const evidence = pressed.flatMap(({ recording, limitBytes, phases }) =>
      phases
        .filter((phase) => isStarved(phase, plan.objectives.stallMax))
        .map((phase) => `${recording}/${phase.name} at ${formatMemory(limitBytes)}: ${described(phase)}`),
    );
    if (evidence.length === 0) return clear(pressed.length === 0 ? 'no limit was hit without a kill' : 'limits were hit, but nothing waited for memory');
    return finding(`${counted(evidence.length, 'level')} waited for memory although nothing was killed`, evidence);
  },
};

function described(phase: PhaseAnalysis): string {
  const stall = phase.memoryStall === null ? 'stall unknown' : `${(phase.memoryStall * 100).toFixed(1)} % stalled`;
  return `${stall}, ${Math.round(phase.majorFaultsPerSecond ?? 0)} major faults/s, ${Math.round(phase.refaultsPerSecond ?? 0)} refaults/s`;
}
