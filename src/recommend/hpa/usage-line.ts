import type { PhaseAnalysis, RecordingAnalysis } from '../../analysis/document.ts';
import { theilSen } from '../../shared/stats/theil-sen.ts';

/** Use of one pod over its load: `base + slope x load`. */
export interface UsageLine {
  readonly base: number;
  readonly slope: number;
}

/** Through the levels of the runs, and idle as load zero, by the value that `of` takes of them; undefined without two different loads. */
export function usageLine(runs: readonly RecordingAnalysis[], of: (phase: PhaseAnalysis) => number | null | undefined): UsageLine | undefined {
  const points = runs.flatMap((run) =>
    run.phases.flatMap((phase) => {
      const load = phase.phaseKind === 'idle' ? 0 : phase.phaseKind === 'level' ? (phase.achievedRate ?? phase.offeredRate) : null;
      const value = of(phase);
      return load === null || value === null || value === undefined ? [] : [{ load, value }];
    }),
  );
  const line = theilSen({ xs: points.map(({ load }) => load), ys: points.map(({ value }) => value) });
  return line && { base: line.intercept, slope: line.slope };
}

export const usageAt = ({ base, slope }: UsageLine, load: number): number => base + slope * load;

/** Share of the use at a load that follows it. */
export function followingShare(line: UsageLine, load: number): number {
  const whole = usageAt(line, load);
  return whole <= 0 ? 0 : Math.max(0, (line.slope * load) / whole);
}
