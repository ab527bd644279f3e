import { median } from '../../shared/stats/quantile.ts';
import type { LoadCurve, PhaseAnalysis, RecordingAnalysis } from '../document.ts';
import { risesSteadily } from '../fresh-levels.ts';
import { filledAtFirst } from './first-level.ts';

/** What the loose-limit recordings show together, medians over the recordings, bytes. Null where it was not measured. */
export interface Picture {
  readonly recordings: readonly RecordingAnalysis[];
  readonly hardPeakBytes: number;
  readonly watermarkBytes: number;
  /** Highest hard part before ready. */
  readonly startupBytes: number;
  /** Hard part before any load. */
  readonly idleBytes: number;
  /** Highest hard part of any level. */
  readonly levelPeakBytes: number;
  /** Median hard part of the level that held most. */
  readonly levelMedianBytes: number;
  /** Highest median of page cache of any phase. */
  readonly fileBytes: number;
  /** Rise of tmpfs from idle to the level with most of it. */
  readonly shmemRiseBytes: number;
  /** Still held at cooldown, above idle; null without cooldown. */
  readonly retainedBytes: number | null;
  /** Along the line through all levels, or the steeper one of those that no higher level came before: what a unit of load adds. */
  readonly bytesPerUnit: number;
  /** From the least to the most loaded level, along that line. */
  readonly lineRiseBytes: number;
  /** Whether the slope is told from zero, by its interval or because each higher level held more; true where there is no interval. */
  readonly slopeIsSure: boolean;
  /** Whether memory rose inside the first level as it did in no later one. */
  readonly filledAtFirst: boolean;
}

const highest = (values: readonly (number | null | undefined)[]): number => Math.max(0, ...values.map((value) => value ?? 0));
const ofKind = (phases: readonly PhaseAnalysis[], kind: PhaseAnalysis['phaseKind']) => phases.filter(({ phaseKind }) => phaseKind === kind);

/** Null without recordings. */
export function pictureOf(loose: readonly RecordingAnalysis[], curve: LoadCurve | null): Picture | null {
  if (loose.length === 0) return null;
  const over = (value: (recording: RecordingAnalysis) => number) => median(loose.map(value)) ?? 0;
  const retained = loose.flatMap(({ retainedBytes }) => retainedBytes ?? []);
  const [from, to] = curve?.tested ?? [0, 0];
  const [low, high] = curve?.interval?.bytesPerUnit ?? [1, 1];
  const bytesPerUnit = Math.max(curve?.bytesPerUnit ?? 0, curve?.fresh?.bytesPerUnit ?? 0);
  const levels = (phases: readonly PhaseAnalysis[]) => ofKind(phases, 'level');
  const shmem = (phases: readonly PhaseAnalysis[]) => highest(phases.map(({ medianShmemBytes }) => medianShmemBytes));
  return {
    recordings: loose,
    hardPeakBytes: over(({ peakBytes }) => peakBytes.hardPart ?? 0),
    watermarkBytes: over(({ peakBytes }) => peakBytes.watermark ?? peakBytes.sampled ?? 0),
    startupBytes: over(({ phases }) => highest(ofKind(phases, 'startup').map(({ peakBytes }) => peakBytes.hardPart))),
    idleBytes: over(({ idleBytes, phases }) => idleBytes ?? highest(ofKind(phases, 'idle').map(({ medianHardBytes }) => medianHardBytes))),
    levelPeakBytes: over(({ phases }) => highest(levels(phases).map(({ peakBytes }) => peakBytes.hardPart))),
    levelMedianBytes: over(({ phases }) => highest(levels(phases).map(({ medianHardBytes }) => medianHardBytes))),
    fileBytes: over(({ phases }) => highest(phases.map(({ medianFileBytes }) => medianFileBytes))),
    shmemRiseBytes: over(({ phases }) => shmem(levels(phases)) - shmem(ofKind(phases, 'idle'))),
    retainedBytes: retained.length === 0 ? null : (median(retained) ?? null),
    bytesPerUnit,
    lineRiseBytes: Math.max(0, bytesPerUnit * (to - from)),
    slopeIsSure: curve !== null && (low > 0 || high < 0 || risesSteadily(curve.points, bytesPerUnit)),
    filledAtFirst: filledAtFirst(loose),
  };
}
