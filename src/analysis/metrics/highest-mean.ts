/**
 * Highest mean over any stretch of `widthMs`, rounded up; over all of them where they cover less. `times` in milliseconds, rising. Null without
 * samples, or with one that could not be computed (NaN).
 */
export function highestMean(times: Float64Array, values: Float64Array, widthMs: number): number | null {
  if (values.length === 0 || values.some(Number.isNaN)) return null;
  let highest = 0;
  let sum = 0;
  let from = 0;
  for (let to = 0; to < values.length; to++) {
    sum += values[to] as number;
    const full = (times[to] as number) - (times[from] as number) >= widthMs;
    if (full || to === values.length - 1) highest = Math.max(highest, sum / (to - from + 1));
    while ((times[to] as number) - (times[from] as number) >= widthMs) {
      sum -= values[from] as number;
      from++;
    }
  }
  return Math.ceil(highest);
}
