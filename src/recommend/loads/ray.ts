import type { LoadCurve, RecordingAnalysis } from '../../analysis/document.ts';
import { median } from '../../shared/stats/quantile.ts';
import { levelsOf, rateKey } from '../loose-reference.ts';
import { policy } from '../policy.ts';
import { stepBytes } from '../step.ts';
import type { Survey } from '../survey.ts';

/** The load curve through the pair of limit and load that was run, on the safe side: steep above it, flat below. */
export interface Ray {
  readonly unit: LoadCurve['unit'];
  readonly load: number;
  readonly limitBytes: number;
  /** Bytes per unit of load above the anchor and below it. */
  readonly steep: number;
  readonly flat: number;
  readonly lowestLoad: number;
  readonly highestLoad: number;
  readonly furthestLoad: number;
  /** No load is so low that less than this would do: starting needs it. */
  readonly floorBytes: number;
}

/** Load of the levels that offer `rate`, in the unit of the curve; undefined where none was measured. */
export function loadAt(rate: number, unit: LoadCurve['unit'], records: readonly RecordingAnalysis[]): number | undefined {
  const levels = records.flatMap(levelsOf).filter(({ offeredRate }) => offeredRate !== null && rateKey(offeredRate) === rateKey(rate));
  const loads = levels.flatMap(({ concurrency, achievedRate }) => (unit === 'iterations/s' ? [achievedRate ?? rate] : (concurrency ?? [])));
  return median(loads);
}

/**
 * What starting needs, bytes: the limit itself where starting held more than any level did, else the hard part before ready, or one step above the highest
 * limit at which it did not start.
 */
function floorOf(survey: Survey, limitBytes: number): number {
  const highest = (kind: 'startup' | 'level') =>
    Math.max(
      0,
      ...survey.records.flatMap(({ phases }) => phases.filter(({ phaseKind }) => phaseKind === kind).map(({ peakBytes }) => peakBytes.hardPart ?? 0)),
    );
  const startup = highest('startup');
  if (startup >= highest('level')) return limitBytes;
  const notStarted = survey.runs.counted.filter(({ outcome, kills }) => outcome === 'never-ready' || kills.some(({ phase }) => phase === 'startup'));
  const failed = notStarted.map((recording) => recording.limitBytes + stepBytes(survey.plan, recording.limitBytes));
  return Math.min(limitBytes, Math.max(startup, ...failed));
}

/** Undefined without an interval of the slope: a table from a bare line would look surer than it is. */
export function rayOf(survey: Survey, curve: LoadCurve | null, limitBytes: number): Ray | undefined {
  if (curve?.interval == null || curve.tested === undefined) return undefined;
  const load = loadAt(survey.plan.load.peak, curve.unit, survey.records);
  if (load === undefined) return undefined;
  const [low, high] = curve.interval.bytesPerUnit;
  const [lowestLoad, highestLoad] = curve.tested;
  return {
    unit: curve.unit,
    load,
    limitBytes,
    steep: Math.max(high, curve.fresh?.bytesPerUnit ?? 0, 0),
    flat: Math.max(low, 0),
    lowestLoad,
    highestLoad,
    furthestLoad: policy.extrapolation * highestLoad,
    floorBytes: floorOf(survey, limitBytes),
  };
}
