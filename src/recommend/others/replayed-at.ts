import { formatMemory } from '../../shared/quantity.ts';
import type { Other } from '../document.ts';
import { howItFailed, standingOf, type Trial } from '../trials.ts';

/**
 * What the limits that were tried say about one that was not: a failure at it or above means that it would fail, a pass at it or below that it
 * would pass. Where both are so the failure counts, as it does in the search.
 */
export function replayedAt(trials: readonly Trial[], limitBytes: number): Other['replayed'] {
  const failed = trials.find((trial) => trial.limitBytes >= limitBytes && standingOf(trial) === 'failed');
  if (failed !== undefined)
    return { outcome: 'would fail', limitBytes: failed.limitBytes, why: `${formatMemory(failed.limitBytes)} was ${howItFailed(failed)}` };
  const passed = trials.findLast((trial) => trial.limitBytes <= limitBytes && standingOf(trial) === 'passed');
  if (passed === undefined) return { outcome: 'not replayed', limitBytes: null, why: 'no limit that was tried decides it' };
  return {
    outcome: 'would pass',
    limitBytes: passed.limitBytes,
    why: `${formatMemory(passed.limitBytes)} passed in ${passed.passes} of ${passed.runs.length} ${passed.runs.length === 1 ? 'run' : 'runs'}`,
  };
}
