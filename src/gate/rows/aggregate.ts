import { median } from '../../shared/stats/quantile.ts';
import type { Aggregation } from '../document.ts';
import type { Sample } from '../metrics/measure.ts';

export interface Aggregated {
  readonly value: number;
  /** The run whose value this is, or is nearest to it. */
  readonly decidedBy: Sample;
}

/** One value for several runs: the worst, as seen from the bound, or the median. Undefined for no runs. */
export function aggregate(samples: readonly Sample[], aggregation: Aggregation, worse: 'higher' | 'lower'): Aggregated | undefined {
  const [first] = samples;
  if (first === undefined) return undefined;
  if (aggregation === 'worst') {
    const decidedBy = samples.reduce((worst, each) => ((worse === 'higher' ? each.value > worst.value : each.value < worst.value) ? each : worst), first);
    return { value: decidedBy.value, decidedBy };
  }
  const value = median(samples.map((sample) => sample.value)) as number;
  const decidedBy = samples.reduce((nearest, each) => (Math.abs(each.value - value) < Math.abs(nearest.value - value) ? each : nearest), first);
  return { value, decidedBy };
}
