/** One reading of the memory in use. */
export interface Reading {
  readonly atMs: number;
  readonly mib: number;
}

/** How long after its beginning a spike of 0.3 s may be seen: `docker stats` prints a reading up to two seconds after it. Spikes are 10 s apart. */
export const windowMs = 3000;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The highest reading of each spike above what was used between them, MiB. */
export function heights(spikesAtMs: readonly number[], readings: readonly Reading[]): number[] {
  const near = ({ atMs }: Reading, spike: number) => atMs >= spike && atMs < spike + windowMs;
  const base = median(readings.filter((reading) => !spikesAtMs.some((spike) => near(reading, spike))).map(({ mib }) => mib));
  return spikesAtMs.map((spike) => Math.max(0, ...readings.filter((reading) => near(reading, spike)).map(({ mib }) => mib)) - base);
}

/** "median (lowest to highest)". */
export function spread(values: readonly number[], digits: number): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}
