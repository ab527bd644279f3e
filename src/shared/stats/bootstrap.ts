import { seededRandom } from '../random.ts';
import { quantile } from './quantile.ts';

export interface BootstrapOptions {
  readonly seed: number;
  readonly resamples: number;
  readonly confidence: number;
}

/**
 * Percentile interval of each number that `statistic` returns, over resamples of whole units (runs): samples within a run hang together, so only
 * runs may be drawn. A draw for which the statistic is undefined is left out; undefined when all were.
 */
export function bootstrapIntervals<T>(
  units: readonly T[],
  statistic: (drawn: readonly T[]) => readonly number[] | undefined,
  options: BootstrapOptions,
): [number, number][] | undefined {
  const random = seededRandom(options.seed);
  const results: (readonly number[])[] = [];
  for (let round = 0; round < options.resamples; round++) {
    const result = statistic(units.map(() => units[Math.floor(random() * units.length)] as T));
    if (result !== undefined) results.push(result);
  }
  const tail = (1 - options.confidence) / 2;
  return results[0]?.map((_, position) => {
    const values = results.map((result) => result[position] as number);
    return [quantile(values, tail) as number, quantile(values, 1 - tail) as number];
  });
}
