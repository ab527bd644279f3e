import type { RecordingAnalysis } from './document.ts';
import type { RecordingFacts } from './facts/facts.ts';
import { cgroupsOf, peaksOf } from './metrics/peaks.ts';

/** Peaks of every container, in the order in which they were announced. */
export function containersOf(facts: RecordingFacts): NonNullable<RecordingAnalysis['containers']> {
  const workloads = [...facts.cgroups.values()].filter(({ announced }) => announced.role === 'workload');
  const names = [...new Set(workloads.map(({ announced }) => announced.container))];
  return names.map((name) => ({
    name,
    limitBytes: cgroupsOf(facts, name).at(-1)?.announced.limitBytes ?? null,
    peakBytes: peaksOf(facts, name),
  }));
}
