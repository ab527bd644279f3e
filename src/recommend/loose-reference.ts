import type { PhaseAnalysis, RecordingAnalysis } from '../analysis/document.ts';

/** The worst that the loose-limit runs showed at one level: what a replay is compared with. Null where none of them measured it. */
export interface LevelReference {
  readonly p99Ms: number | null;
  readonly errorRate: number | null;
  readonly droppedIterations: number | null;
  readonly memoryStall: number | null;
  readonly refaultsPerSecond: number | null;
}

export interface LooseReference {
  /** By level key; see `levelKey`. */
  readonly levels: ReadonlyMap<string, LevelReference>;
  /** Highest number of deaths by the runtime's own hand in one loose-limit run. */
  readonly runtimeAborts: number;
}

/** Rates are driven rounded to a thousandth, so a multiplied rate comes back only to about four digits. */
export const rateKey = (rate: number): string => `${Number(rate.toPrecision(4))}/s`;

/** Levels are the same when they offer the same rate, whatever order they came in; a script of its own has names only. */
export function levelKey(phase: PhaseAnalysis, loadFactor: number): string {
  return phase.offeredRate === null ? phase.name : rateKey(phase.offeredRate / loadFactor);
}

export const levelsOf = (recording: RecordingAnalysis): readonly PhaseAnalysis[] => recording.phases.filter((phase) => phase.phaseKind === 'level');

export const runtimeAborts = (recording: RecordingAnalysis): number => recording.deaths.filter((death) => death.class === 'runtime-abort').length;

/** The largest of the numbers that are there. */
export function worst(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function levelReference(phases: readonly PhaseAnalysis[]): LevelReference {
  return {
    p99Ms: worst(phases.map((phase) => phase.p99Ms)),
    errorRate: worst(phases.map((phase) => phase.errorRate)),
    droppedIterations: worst(phases.map((phase) => phase.droppedIterations)),
    memoryStall: worst(phases.map((phase) => phase.memoryStall)),
    refaultsPerSecond: worst(phases.map((phase) => phase.refaultsPerSecond)),
  };
}

/** A level that the loose-limit runs did not have: only what the plan itself forbids can be judged there. */
export const unseenLevel: LevelReference = { p99Ms: null, errorRate: null, droppedIterations: null, memoryStall: null, refaultsPerSecond: null };

/** What the loose-limit runs say together; null while there are none. */
export function looseReference(records: readonly RecordingAnalysis[]): LooseReference | null {
  if (records.length === 0) return null;
  const phases = Map.groupBy(
    records.flatMap((record) => levelsOf(record).map((phase) => ({ key: levelKey(phase, record.loadFactor), phase }))),
    ({ key }) => key,
  );
  return {
    levels: new Map([...phases].map(([key, group]) => [key, levelReference(group.map(({ phase }) => phase))])),
    runtimeAborts: Math.max(...records.map(runtimeAborts)),
  };
}
