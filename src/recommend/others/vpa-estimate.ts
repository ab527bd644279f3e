import { MiB } from '../../shared/quantity.ts';
import { bucketPercentile, exponentialBuckets } from './bucket-histogram.ts';
import { dayMs, type Sample } from './rule.ts';
import { decayWeight, windowPeaks } from './window-peaks.ts';

/**
 * Constants of the Kubernetes VPA recommender: model/aggregations_config.go (windows, buckets, half-life, bump after an OOM kill),
 * logic/recommender.go (percentiles, margin, floor, confidence), model/types.go (largest amount).
 */
export const vpa = {
  windowMs: dayMs,
  windows: 8,
  halfLifeMs: dayMs,
  firstBucketBytes: 1e7,
  bucketGrowth: 1.05,
  maxBucketBytes: 1e12,
  marginFraction: 0.15,
  floorBytesPerPod: 250 * MiB,
  percentile: { lower: 0.5, target: 0.9, upper: 0.95 },
  upperConfidence: { multiplier: 1, exponent: 1 },
  lowerConfidence: { multiplier: 0.001, exponent: -2 },
  samplesPerDay: 1440,
  maxAmountBytes: 1e14,
  oomBumpRatio: 1.2,
  oomMinBumpBytes: 100 * MiB,
} as const;

const buckets = exponentialBuckets(vpa.firstBucketBytes, vpa.bucketGrowth, vpa.maxBucketBytes);

/** Amounts are whole bytes, cut off, and never above the largest (model/types.go, resourceAmountFromFloat). */
const amount = (bytes: number): number => Math.trunc(Math.min(vpa.maxAmountBytes, Math.max(0, bytes)));

/** One peak per 24 h window with its decayed weight, newest weighing 1; what is older than eight windows is gone. */
function weightedPeaks(samples: readonly Sample[]) {
  const peaks = windowPeaks(samples, vpa.windowMs);
  const newest = peaks.at(-1)?.window ?? 0;
  return peaks
    .filter(({ window }) => newest - window < vpa.windows)
    .map(({ window, bytes }) => ({ bytes, weight: decayWeight((newest - window) * vpa.windowMs, vpa.halfLifeMs) }));
}

/** Days of history: the shorter of its length and of its samples at one a minute (logic/estimator.go, getConfidence). It has no statistical meaning. */
export function confidenceOf(samples: readonly Sample[]): number {
  const lifespanMs = (samples.at(-1)?.tMs ?? 0) - (samples[0]?.tMs ?? 0);
  return Math.min(lifespanMs / dayMs, samples.length / vpa.samplesPerDay);
}

const factor = (confidence: number, { multiplier, exponent }: { multiplier: number; exponent: number }): number => (1 + multiplier / confidence) ** exponent;

export interface VpaEstimate {
  readonly targetBytes: number;
  readonly lowerBytes: number;
  readonly upperBytes: number;
  /** The floor decided the target. */
  readonly floored: boolean;
  readonly upperFactor: number;
}

/** Target and bounds of one container: percentile of the peaks, upper edge of its bucket, margin, for the bounds confidence, then the floor. */
export function vpaEstimate(samples: readonly Sample[], containersInPod: number): VpaEstimate {
  const peaks = weightedPeaks(samples);
  const withMargin = (share: number) => {
    const base = amount(bucketPercentile(buckets, peaks, share));
    return base + amount(base * vpa.marginFraction);
  };
  const floorBytes = amount(vpa.floorBytesPerPod / containersInPod);
  const confidence = confidenceOf(samples);
  const upperFactor = factor(confidence, vpa.upperConfidence);
  const target = withMargin(vpa.percentile.target);
  return {
    targetBytes: Math.max(target, floorBytes),
    lowerBytes: Math.max(amount(withMargin(vpa.percentile.lower) * factor(confidence, vpa.lowerConfidence)), floorBytes),
    upperBytes: Math.max(amount(withMargin(vpa.percentile.upper) * upperFactor), floorBytes),
    floored: target < floorBytes,
    upperFactor,
  };
}
