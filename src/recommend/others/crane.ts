import { formatMemory, MiB } from '../../shared/quantity.ts';
import { bucketPercentile, linearBuckets } from './bucket-histogram.ts';
import { dayMs, hourMs, minuteMs, refuse, type Sample, type SizingRule } from './rule.ts';
import { decayWeight } from './window-peaks.ts';

const name = 'crane';

/** gocrane/crane, pkg/recommendation/recommender/resource (percentile, margin, half-life) and pkg/prediction/percentile (weights, estimator). */
const crane = { percentile: 0.99, marginFraction: 0.15, halfLifeMs: 48 * hourMs, bucketBytes: 100 * MiB, maxBucketBytes: 1000 * 100 * MiB } as const;

const buckets = linearBuckets(crane.bucketBytes, crane.maxBucketBytes);

/** 99th percentile of the instants, each weighing as much as it is large and half of that after two days, rounded up to 100 MiB, and 15 % on top. */
export function craneEstimate(samples: readonly Sample[]): number {
  const nowMs = samples.at(-1)?.tMs ?? 0;
  const weighted = samples.map(({ tMs, bytes }) => ({ bytes, weight: bytes * decayWeight(nowMs - tMs, crane.halfLifeMs) }));
  return Math.trunc(bucketPercentile(buckets, weighted, crane.percentile) * (1 + crane.marginFraction));
}

/** crane: a request, no limit. */
export const craneRule: SizingRule = {
  name,
  everyMs: minuteMs,
  lookBackMs: 7 * dayMs,
  advise(samples) {
    if (samples.length === 0) return refuse(name, 'no reading fell into the time in which it ran');
    const requestBytes = craneEstimate(samples);
    const bucket = formatMemory(Math.round(requestBytes / (1 + crane.marginFraction) / MiB) * MiB);
    return { rule: name, requestBytes, limitBytes: null, because: `the 99th percentile of its instants, rounded up to ${bucket}, and 15 % on top` };
  },
};
