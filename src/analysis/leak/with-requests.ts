import { median } from '../../shared/stats/quantile.ts';
import type { Growth, LeakVerdict } from './document.ts';

type LevelSlope = NonNullable<Growth['levels']>[number];
type Against = NonNullable<LeakVerdict['againstRequests']>;

/** Slopes of fewer levels on one side have no spread. */
const minLevels = 2;
/** Two standard errors: one time in twenty a ratio lies farther from its truth. */
const errors = 2;

interface Half {
  readonly rate: number;
  readonly slope: number;
  /** Standard error of `slope`. */
  readonly error: number;
}

function half(levels: readonly LevelSlope[]): Half {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const slopes = levels.map(({ bytesPerSecond }) => bytesPerSecond);
  const slope = mean(slopes);
  const variance = slopes.reduce((sum, value) => sum + (value - slope) ** 2, 0) / (slopes.length - 1);
  return { rate: mean(levels.map(({ rate }) => rate)), slope, error: Math.sqrt(variance / slopes.length) };
}

/**
 * Whether growth goes with requests or with time: the slope inside the levels above the middle rate over that inside the levels below, against the ratio
 * of their rates. A leak per request grows by as much faster as there are more requests; a timer's does not care (memory ground truth, section 4.2).
 * Null without slow and fast levels, or where nothing grows in the slow ones.
 */
export function againstRequests(growths: readonly Growth[]): Against | null {
  const levels = growths.flatMap((growth) => growth.levels ?? []);
  const middle = median(levels.map(({ rate }) => rate)) ?? 0;
  const slow = levels.filter(({ rate }) => rate < middle);
  const fast = levels.filter(({ rate }) => rate > middle);
  if (slow.length < minLevels || fast.length < minLevels) return null;
  const [low, high] = [half(slow), half(fast)];
  if (low.slope <= 0 || high.slope <= 0) return null;
  const requestRatio = high.rate / low.rate;
  const differs = (factor: number) => Math.abs(high.slope - factor * low.slope) > errors * Math.hypot(high.error, factor * low.error);
  const [notByRequest, notByTime] = [differs(requestRatio), differs(1)];
  const grows = notByRequest === notByTime ? 'undecided' : notByTime ? 'with requests' : 'with time';
  return { slopeRatio: rounded(high.slope / low.slope), requestRatio: rounded(requestRatio), grows };
}

const rounded = (value: number): number => Number(value.toPrecision(3));
