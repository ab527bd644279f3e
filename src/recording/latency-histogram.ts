/** Ratio of neighbouring bucket bounds: a value is known to within 1 % (half a bucket), as DDSketch bounds it (Masson et al., VLDB 2019). */
const gamma = 1.02;
const logGamma = Math.log(gamma);

/** Bucket counts by index, mergeable by addition. Bucket i holds (gamma^(i-1), gamma^i] milliseconds. */
export type LatencyHistogram = Readonly<Record<string, number>>;

export function bucketOf(valueMs: number): number {
  return Math.ceil(Math.log(Math.max(valueMs, 1e-3)) / logGamma);
}

/** Value that stands for a bucket, at most 1 % from anything in it. */
export function bucketValueMs(index: number): number {
  return (2 * gamma ** index) / (1 + gamma);
}

export function mergeHistograms(histograms: readonly LatencyHistogram[]): Record<string, number> {
  const merged: Record<string, number> = {};
  for (const histogram of histograms) for (const [index, count] of Object.entries(histogram)) merged[index] = (merged[index] ?? 0) + count;
  return merged;
}

/** Nearest-rank quantile in milliseconds; undefined for an empty histogram. */
export function quantileMs(histogram: LatencyHistogram, q: number): number | undefined {
  const entries = Object.entries(histogram)
    .map(([index, count]) => [Number(index), count] as const)
    .sort((a, b) => a[0] - b[0]);
  const total = entries.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return undefined;
  const rank = Math.max(1, Math.ceil(q * total));
  let seen = 0;
  for (const [index, count] of entries) {
    seen += count;
    if (seen >= rank) return bucketValueMs(index);
  }
  return undefined;
}
