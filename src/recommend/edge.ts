import { policy } from './policy.ts';
import { stepBytes } from './step.ts';
import type { Survey } from './survey.ts';
import type { Trial } from './trials.ts';

/** Between these the same limit is perfect in one run and lost in the next. */
export interface Edge {
  /** Lowest limit from the need upwards at which nothing ever failed, bytes: the need itself, unless it was harmed in some of its runs. */
  readonly alwaysPassedBytes: number;
  /** Highest limit below the need with any kill or harm, even one that did not count yet, bytes; the need itself where only that was harmed, null where nothing was. */
  readonly everFailedBytes: number | null;
}

const everFailed = ({ killed, harmed }: Trial): boolean => killed + harmed > 0;

/**
 * The edge around the need. A need that passed in most of its runs and not in all lies inside it; then it ends at the next limit that never failed, or
 * where the first widening would go if no limit near was tried.
 */
export function edgeAround({ plan, searchTrials }: Pick<Survey, 'plan' | 'searchTrials'>, needBytes: number): Edge {
  const belowBytes = searchTrials.findLast((trial) => trial.limitBytes < needBytes && everFailed(trial))?.limitBytes ?? null;
  const own = searchTrials.find((trial) => trial.limitBytes === needBytes);
  if (own === undefined || !everFailed(own)) return { alwaysPassedBytes: needBytes, everFailedBytes: belowBytes };
  const cleanBytes = searchTrials.find((trial) => trial.limitBytes > needBytes && trial.passes > 0 && !everFailed(trial))?.limitBytes;
  const furthestBytes = needBytes + policy.firstWidening * Math.max(stepBytes(plan, needBytes), needBytes - (belowBytes ?? needBytes));
  return { alwaysPassedBytes: Math.min(cleanBytes ?? furthestBytes, furthestBytes), everFailedBytes: belowBytes ?? needBytes };
}
