import { existsSync } from 'node:fs';
import type { Plan } from '../../../../src/plan/plan.ts';
import { stepBytes } from '../../../../src/recommend/step.ts';
import { toleranceFactor } from '../../../../src/recommend/tolerance-factor.ts';
import { MiB } from '../../../../src/shared/quantity.ts';
import { seededRandom } from '../../../../src/shared/random.ts';
import { judgeRun, runsIn } from '../judge-run.ts';
import { markdownTable, percent } from '../markdown.ts';
import { deviation, mean } from '../moments.ts';

/** Peaks of runs of one plan at the loose limit that no limit cut. */
export interface PeakPool {
  readonly plan: Plan;
  readonly peaks: readonly number[];
}

/** Fewer say nothing about a spread. */
const fewestPeaks = 3;
const draws = 2000;

/** Peaks of the run directories below folders, by plan. */
export function peakPools(folders: readonly string[]): PeakPool[] {
  const judged = folders
    .filter(existsSync)
    .flatMap(runsIn)
    .flatMap((dir) => judgeRun(dir) ?? []);
  return [...Map.groupBy(judged, ({ plan }) => plan.name).values()].flatMap((group) => {
    const recordings = group.flatMap(({ analysis }) => analysis.recordings);
    const loose = recordings.filter(({ purpose, uncensored, outcome }) => purpose === 'record' && uncensored && outcome === 'completed');
    const peaks = loose.flatMap(({ peakBytes }) => peakBytes.hardPart ?? []);
    const plan = group[0]?.plan;
    return plan === undefined || peaks.length < fewestPeaks ? [] : [{ plan, peaks }];
  });
}

interface LeftOut {
  /** Share of the runs that are not among the few, that stay at or below the limit. */
  readonly passed: number;
  /** Share of the limits that at least 1 - risk of the other runs stay below. */
  readonly kept: number;
  /** Mean margin over the mean of the few. */
  readonly margin: number;
}

/** Limits from few runs of a pool, drawn without replacement, against all the others: with the tolerance bound alone, or at least a step as in recommend/margin.ts. */
function leftOut({ plan, peaks }: PeakPool, size: number, risk: number, confidence: number, atLeastStep: boolean): LeftOut {
  const random = seededRandom(7);
  const factor = toleranceFactor(size, 1 - risk, confidence);
  let [passed, kept, margins] = [0, 0, 0];
  for (let draw = 0; draw < draws; draw++) {
    const order = peaks.map((peak) => ({ peak, at: random() })).sort((a, b) => a.at - b.at);
    const few = order.slice(0, size).map(({ peak }) => peak);
    const others = order.slice(size);
    const margin = Math.max(factor * deviation(few), atLeastStep ? stepBytes(plan, mean(few)) : 0);
    const below = others.filter(({ peak }) => peak <= mean(few) + margin).length / others.length;
    passed += below / draws;
    kept += below >= 1 - risk ? 1 / draws : 0;
    margins += margin / mean(few) / draws;
  }
  return { passed, kept, margin: margins };
}

/** Real runs against limits from other real runs of the same pool. */
export function leftOutTable(pools: readonly PeakPool[], sizes: readonly number[], risk: number, confidence: number): string {
  const rows = pools.flatMap((pool) =>
    sizes.flatMap((size) => {
      if (pool.peaks.length <= size) return [];
      const bound = leftOut(pool, size, risk, confidence, false);
      const set = leftOut(pool, size, risk, confidence, true);
      return [
        [
          `${pool.plan.name}, ${(mean(pool.peaks) / MiB).toFixed(0)} MiB`,
          pool.peaks.length,
          percent(deviation(pool.peaks), mean(pool.peaks)),
          size,
          percent(bound.passed, 1),
          percent(bound.kept, 1),
          percent(bound.margin, 1),
          percent(set.passed, 1),
          percent(set.margin, 1),
        ],
      ];
    }),
  );
  const head = ['workload, mean peak', 'runs', 'spread', 'limit from', 'others that passed', 'limits that keep the promise', 'margin'];
  return markdownTable([...head, 'passed with at least a step', 'margin with it'], rows);
}
