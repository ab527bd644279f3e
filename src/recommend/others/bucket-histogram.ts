/** Bucket `n` holds start(n) <= value < start(n + 1). Source of both schemes: kubernetes/autoscaler, recommender/util/histogram_options.go. */
export interface Buckets {
  readonly count: number;
  find(bytes: number): number;
  start(bucket: number): number;
}

/** The first bucket is `firstBytes` wide and every next one by `ratio` wider; the last begins at `maxBytes` or above and has no end. */
export function exponentialBuckets(firstBytes: number, ratio: number, maxBytes: number): Buckets {
  const index = (bytes: number) => Math.log((bytes * (ratio - 1)) / firstBytes + 1) / Math.log(ratio);
  const count = Math.ceil(index(maxBytes)) + 1;
  return {
    count,
    find: (bytes) => (bytes < firstBytes ? 0 : Math.min(count - 1, Math.trunc(index(bytes)))),
    start: (bucket) => (bucket === 0 ? 0 : (firstBytes * (ratio ** bucket - 1)) / (ratio - 1)),
  };
}

export function linearBuckets(sizeBytes: number, maxBytes: number): Buckets {
  const count = Math.ceil(maxBytes / sizeBytes) + 1;
  return {
    count,
    find: (bytes) => Math.min(count - 1, Math.trunc(bytes / sizeBytes)),
    start: (bucket) => bucket * sizeBytes,
  };
}

export interface Weighted {
  readonly bytes: number;
  readonly weight: number;
}

/**
 * The end of the first bucket at which the summed weight reaches `share` of all of it; the start of the last bucket, which has no end; 0 without
 * values. Source: kubernetes/autoscaler, recommender/util/histogram.go, Percentile.
 */
export function bucketPercentile(buckets: Buckets, values: readonly Weighted[], share: number): number {
  const weights = new Float64Array(buckets.count);
  let total = 0;
  let last = 0;
  for (const { bytes, weight } of values) {
    const bucket = buckets.find(bytes);
    weights[bucket] = (weights[bucket] as number) + weight;
    total += weight;
    if (bucket > last) last = bucket;
  }
  if (total === 0) return 0;
  let sum = 0;
  let bucket = 0;
  for (; bucket < last; bucket++) {
    sum += weights[bucket] as number;
    if (sum > 0 && sum >= share * total) break;
  }
  return buckets.start(Math.min(bucket + 1, buckets.count - 1));
}
