import { counted } from '../counted.ts';
import type { PhaseAnalysis, RecordingAnalysis } from '../document.ts';
import { clear, finding, type Rule } from './rule.ts';

/** Above it the sampling budget and latencies no longer hold (DESIGN section 8). */
const busyShare = 0.8;
/** Iterations that cross the edge of a level come and go by a few of a hundred. */
const shortfallShare = 0.1;
const noiseIterations = 2;

/**
 * Detects: the machine or the load generator, not the workload, set the pace. Evidence: CPU of the whole machine; in loose-limit levels fewer iterations
 * than were asked for, although none was dropped and none failed. What hangs on it: latency, the load curve, the peak. False positive: a script with
 * its own pauses, whose rate is not the plan's.
 */
export const generatorSaturated: Rule = {
  id: 'generator-saturated',
  title: 'The load generator or the machine was saturated',
  remedy: 'Run the load on another machine or fewer things on this one; until then peak and latency are those of a busy machine.',
  needs: ['loose-recordings', 'load'],
  evaluate({ loose }) {
    const evidence = loose.flatMap((recording) => [...busyOf(recording), ...recording.phases.filter(isShort).map((phase) => shortWords(recording, phase))]);
    if (evidence.length === 0) return clear('the machine had room, and what was asked for was driven');
    return finding(`${counted(evidence.length, 'sign')} that the pace was not set by the workload`, evidence);
  },
};

function busyOf({ recording, quality: { hostBusyShare } }: RecordingAnalysis): string[] {
  return hostBusyShare !== null && hostBusyShare > busyShare ? [`${recording}: the machine was ${Math.round(100 * hostBusyShare)} % busy`] : [];
}

function isShort({ phaseKind, offeredRate, achievedRate, droppedIterations, errorRate, startMs, endMs }: PhaseAnalysis): boolean {
  if (phaseKind !== 'level' || offeredRate === null || achievedRate === null || (droppedIterations ?? 0) > 0 || (errorRate ?? 0) > 0) return false;
  const missing = offeredRate - achievedRate;
  return missing > shortfallShare * offeredRate && (missing * (endMs - startMs)) / 1000 > noiseIterations;
}

function shortWords({ recording }: RecordingAnalysis, { name, achievedRate, offeredRate }: PhaseAnalysis): string {
  return `${recording}/${name}: ${Number((achievedRate ?? 0).toPrecision(3))} of ${offeredRate} iterations a second, none dropped and none failed`;
}
