import type { Death, RecordingAnalysis } from '../analysis/document.ts';
import type { Plan } from '../plan/plan.ts';
import { formatDuration } from '../shared/duration.ts';
import { levelsOf } from './loose-reference.ts';
import { percentText } from './percent.ts';
import { policy } from './policy.ts';

const ownClasses: readonly Death['class'][] = ['exit', 'exit-137-not-oom', 'runtime-abort'];

/** The first end of a main process by its own hand under load. Before readiness it may be waiting for a dependency, as a kubelet would let it. */
function firstUnderLoad(record: RecordingAnalysis): Death | undefined {
  const levels = new Set(levelsOf(record).map(({ name }) => name));
  return record.deaths.find((death) => death.mainProcess && levels.has(death.phase) && ownClasses.includes(death.class));
}

/** Whether a main process ended by its own hand under load: not killed, whatever the limit was. */
export const endedUnderLoad = (record: RecordingAnalysis): boolean => firstUnderLoad(record) !== undefined;

/** The largest share of requests that failed at a level, where that is more than the plan allows. */
function lostShare(record: RecordingAnalysis, plan: Plan): number | undefined {
  const share = Math.max(0, ...levelsOf(record).map(({ errorRate }) => errorRate ?? 0));
  return share > (plan.objectives.errorRateMax ?? policy.errorRateMaxUnstated) ? share : undefined;
}

const words: Partial<Record<Death['class'], string>> = {
  'exit-137-not-oom': 'exit 137, and no OOM kill',
  'runtime-abort': 'its runtime gave up for lack of heap, which its heap flag bounds and no memory limit cures',
};

/**
 * Why no limit can be verified for a workload that ends by itself, and loses requests by it, in every loose-limit run: the same requests
 * would be lost at any limit, and a limit would be blamed for them or not as the order of the levels happens to fall.
 */
export function endsByItself(records: readonly RecordingAnalysis[], plan: Plan): string | undefined {
  const ends = records.map((record) => ({ death: firstUnderLoad(record), lost: lostShare(record, plan) }));
  const [first] = ends;
  if (first?.death === undefined || ends.some(({ death, lost }) => death === undefined || lost === undefined)) return undefined;
  const { death } = first;
  const how = words[death.class] ?? 'it was not killed';
  const lost = percentText(Math.max(...ends.map((end) => end.lost ?? 0)));
  return `the main process ends by itself in every loose-limit run (first in ${death.phase} after ${formatDuration(death.tMs)}: ${how}), and up to ${lost} of the requests of a level fail: mend that first, memory is not the reason`;
}
