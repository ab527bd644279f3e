import { quantileSorted } from 'simple-statistics';

/** Quantile of unsorted values; undefined when there are none. Values are copied into a typed array because its sort is numeric and quick. */
export function quantile(values: ArrayLike<number>, q: number): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  return quantileSorted(sorted as unknown as number[], q);
}

/** Middle value; undefined when there are none. */
export function median(values: ArrayLike<number>): number | undefined {
  return quantile(values, 0.5);
}
