import type { PhaseAnalysis, RecordingAnalysis } from '../../analysis/document.ts';
import type { Plan } from '../../plan/plan.ts';
import { levelsOf } from '../loose-reference.ts';
import { policy } from '../policy.ts';
import type { Survey } from '../survey.ts';

/** What one pod can carry, and what it uses then. */
export interface Capacity {
  /** Iterations per second. */
  readonly perPod: number;
  /** Nothing broke: it may carry more. */
  readonly lowerBound: boolean;
  readonly brokeAt: number | null;
  /** The level at `perPod`, of each run that counts. */
  readonly levels: readonly PhaseAnalysis[];
  readonly runs: readonly RecordingAnalysis[];
  readonly why: string;
}

/** Rates are driven rounded to a thousandth, so they come back to about four digits. */
const rateOf = (phase: PhaseAnalysis, run: RecordingAnalysis): number | null =>
  phase.offeredRate === null ? null : Number((phase.offeredRate / run.loadFactor).toPrecision(4));

/** Whether a level kept what the plan asks for, whatever other runs did. What was not measured was not kept. */
export function meetsObjectives(phase: PhaseAnalysis, { objectives }: Pick<Plan, 'objectives'>): boolean {
  const offered = ((phase.offeredRate ?? 0) * (phase.endMs - phase.startMs)) / 1000;
  const errors = phase.errorRate !== null && phase.errorRate <= (objectives.errorRateMax ?? policy.errorRateMaxUnstated);
  const inTime = objectives.p99MaxMs === undefined || (phase.p99Ms !== null && phase.p99Ms <= objectives.p99MaxMs);
  const calm = objectives.stallMax === undefined || (phase.memoryStall ?? 0) <= objectives.stallMax;
  const driven = (phase.droppedIterations ?? 0) <= policy.errorRateMaxUnstated * offered;
  return errors && inTime && calm && driven;
}

/** The whole-profile runs that passed at the final limit: with this limit and this CPU the pods will run. */
function runsAt(survey: Survey, limitBytes: number): RecordingAnalysis[] {
  const trial = survey.trials.find((candidate) => candidate.limitBytes === limitBytes);
  return (trial?.runs ?? [])
    .filter(({ recording, judgement }) => recording.purpose === 'confirm' && judgement.outcome === 'pass')
    .map(({ recording }) => recording);
}

function ladder(runs: readonly RecordingAnalysis[]): Map<number, PhaseAnalysis[]> {
  const levels = runs.flatMap((run) => levelsOf(run).flatMap((phase) => [{ rate: rateOf(phase, run), phase }]));
  const known = levels.filter((level): level is { rate: number; phase: PhaseAnalysis } => level.rate !== null);
  return new Map(
    [...Map.groupBy(known, ({ rate }) => rate)].map(([rate, group]) => [rate, group.map(({ phase }) => phase)] as const).sort(([a], [b]) => a - b),
  );
}

/** The overload run carried more than any level of the plan; it breaks or not, and the limit is verified for the plan's levels alone. */
function overloadBroke(survey: Survey, limitBytes: number): number | null {
  const phases = survey.overloads.filter((run) => run.limitBytes === limitBytes).flatMap(levelsOf);
  const broken = phases.filter((phase) => phase.offeredRate !== null && !meetsObjectives(phase, survey.plan)).map((phase) => phase.offeredRate as number);
  return broken.length === 0 ? null : Math.min(...broken);
}

/** The highest load per pod that kept the objectives in every confirmation, every lower level too; a string says why there is none. */
export function capacityOf(survey: Survey, limitBytes: number): Capacity | string {
  const runs = runsAt(survey, limitBytes);
  if (runs.length === 0) return 'no run of the whole profile has passed at the recommended limit yet';
  const levels = ladder(runs);
  if (levels.size === 0) return 'the script sets its own load, so what one pod carries is not known as a rate';
  const rates = [...levels.keys()];
  const broken = rates.find((rate) => !levels.get(rate)?.every((phase) => meetsObjectives(phase, survey.plan)));
  const held = rates.filter((rate) => broken === undefined || rate < broken);
  const perPod = held.at(-1);
  if (perPod === undefined) return `even the lowest level, ${rates[0]}/s, did not keep the objectives`;
  const brokeAt = broken ?? overloadBroke(survey, limitBytes);
  const runsText = `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}`;
  const why =
    brokeAt === null
      ? `${perPod}/s kept the objectives in ${runsText} at the recommended limit, and nothing above it broke: one pod may carry more`
      : `${perPod}/s kept the objectives in ${runsText} at the recommended limit, ${Number(brokeAt.toPrecision(4))}/s did not`;
  return { perPod, lowerBound: brokeAt === null, brokeAt, levels: levels.get(perPod) ?? [], runs, why };
}
