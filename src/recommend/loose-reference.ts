import type { PhaseAnalysis, RecordingAnalysis } from '../analysis/document.ts';

/** The worst that the loose-limit runs showed at one level: what a replay is compared with. Null where none of them measured it. */
export interface LevelReference {
  readonly p99Ms: number | null;
  /**
   * The worst p99 at this rate or a lower one. A p99 of one short level is noisy, and of three recordings alone one run in six is beyond half again
   * without any cause where rare stalls make it (simulated); less load makes no server slower, so the lower levels show that noise as well.
   */
  readonly usualP99Ms: number | null;
  /** The lowest that was achieved, iterations a second. */
  readonly achievedRate: number | null;
  readonly errorRate: number | null;
  readonly droppedIterations: number | null;
  readonly memoryStall: number | null;
  readonly refaultsPerSecond: number | null;
  /** Of the calmest loose-limit run: what strangers always use of the machine. */
  readonly strangersShare: number | null;
}

export interface LooseReference {
  /** By level key; see `levelKey`. */
  readonly levels: ReadonlyMap<string, LevelReference>;
  /** Highest number of deaths by the runtime's own hand in one loose-limit run. */
  readonly runtimeAborts: number;
  /** Highest number of times that a main process ended by itself in one loose-limit run, for whatever reason. */
  readonly ownExits: number;
  /** The longest that one took to be ready, milliseconds; null where none was. */
  readonly readyMs: number | null;
}

/** Rates are driven rounded to a thousandth, so a multiplied rate comes back only to about four digits. */
export const rateKey = (rate: number): string => `${Number(rate.toPrecision(4))}/s`;

/** Levels are the same when they offer the same rate, whatever order they came in; a script of its own has names only. */
export function levelKey(phase: PhaseAnalysis, loadFactor: number): string {
  return phase.offeredRate === null ? phase.name : rateKey(phase.offeredRate / loadFactor);
}

export const levelsOf = (recording: RecordingAnalysis): readonly PhaseAnalysis[] => recording.phases.filter((phase) => phase.phaseKind === 'level');

/** Whether a run drove the plan's whole profile, not its peak alone. */
export const droveLadder = ({ purpose }: Pick<RecordingAnalysis, 'purpose'>): boolean => !['search', 'overload', 'other', 'heap'].includes(purpose);

export const runtimeAborts = (recording: RecordingAnalysis): number => recording.deaths.filter((death) => death.class === 'runtime-abort').length;

export const ownExits = (recording: RecordingAnalysis): number => recording.deaths.filter((death) => death.class === 'exit').length;

/** The largest of the numbers that are there. */
export function worst(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

const lowest = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
};

function levelReference(phases: readonly PhaseAnalysis[]): LevelReference {
  const p99Ms = worst(phases.map((phase) => phase.p99Ms));
  return {
    p99Ms,
    usualP99Ms: p99Ms,
    achievedRate: lowest(phases.map((phase) => phase.achievedRate)),
    errorRate: worst(phases.map((phase) => phase.errorRate)),
    droppedIterations: worst(phases.map((phase) => phase.droppedIterations)),
    memoryStall: worst(phases.map((phase) => phase.memoryStall)),
    refaultsPerSecond: worst(phases.map((phase) => phase.refaultsPerSecond)),
    strangersShare: lowest(phases.map((phase) => phase.strangersShare ?? null)),
  };
}

/** A level that the loose-limit runs did not have: only what the plan itself forbids can be judged there. */
export const unseenLevel: LevelReference = {
  p99Ms: null,
  usualP99Ms: null,
  achievedRate: null,
  errorRate: null,
  droppedIterations: null,
  memoryStall: null,
  refaultsPerSecond: null,
  strangersShare: null,
};

interface Level {
  readonly key: string;
  /** Null for a script of its own: its level stands alone. */
  readonly rate: number | null;
  readonly reference: LevelReference;
}

/** Gives each level the worst p99 of those that asked for no more. */
function withUsualP99(levels: readonly Level[]): ReadonlyMap<string, LevelReference> {
  const entries = levels.map(({ key, rate, reference }) => {
    const noBusier = levels.filter((other) => rate !== null && other.rate !== null && other.rate <= rate);
    return [key, { ...reference, usualP99Ms: worst([reference, ...noBusier.map((other) => other.reference)].map(({ p99Ms }) => p99Ms)) }] as const;
  });
  return new Map(entries);
}

/** What the loose-limit runs say together; null while there are none. */
export function looseReference(records: readonly RecordingAnalysis[]): LooseReference | null {
  if (records.length === 0) return null;
  const phases = Map.groupBy(
    records.flatMap((record) => levelsOf(record).map((phase) => ({ key: levelKey(phase, record.loadFactor), phase }))),
    ({ key }) => key,
  );
  return {
    levels: withUsualP99(
      [...phases].map(([key, group]) => ({ key, rate: group[0]?.phase.offeredRate ?? null, reference: levelReference(group.map(({ phase }) => phase)) })),
    ),
    runtimeAborts: Math.max(...records.map(runtimeAborts)),
    ownExits: Math.max(...records.map(ownExits)),
    readyMs: worst(records.map((record) => record.readyMs)),
  };
}
