import type { PhaseAnalysis } from '../analysis/document.ts';
import type { Plan } from '../plan/plan.ts';
import type { LevelReference } from './loose-reference.ts';
import { percentText } from './percent.ts';
import { policy } from './policy.ts';

const milliseconds = (ms: number): string => `${Number(ms.toPrecision(3))} ms`;

/** An objective that the loose-limit runs broke too says nothing about the limit. */
const newlyAbove = (value: number | null, loose: number | null, bound: number): value is number =>
  value !== null && value > bound && (loose === null || loose <= bound);

function errorHarm(phase: PhaseAnalysis, loose: LevelReference, plan: Plan): string | undefined {
  const bound = plan.objectives.errorRateMax ?? policy.errorRateMaxUnstated;
  if (!newlyAbove(phase.errorRate, loose.errorRate, bound)) return undefined;
  const origin = plan.objectives.errorRateMax === undefined ? 'allowed where the plan says nothing' : 'allowed';
  return `${percentText(phase.errorRate)} of requests failed, ${percentText(bound)} ${origin}`;
}

function latencyHarm(phase: PhaseAnalysis, loose: LevelReference, plan: Plan): string | undefined {
  const objective = plan.objectives.p99MaxMs;
  if (objective !== undefined && newlyAbove(phase.p99Ms, loose.p99Ms, objective)) return `p99 ${milliseconds(phase.p99Ms)}, ${milliseconds(objective)} allowed`;
  if (phase.p99Ms === null || loose.p99Ms === null) return undefined;
  const rose = phase.p99Ms > policy.p99HarmFactor * loose.p99Ms && phase.p99Ms > loose.p99Ms + policy.p99NoiseMs;
  if (!rose) return undefined;
  return `p99 ${milliseconds(phase.p99Ms)}, more than ${policy.p99HarmFactor} x the ${milliseconds(loose.p99Ms)} of the loose-limit runs`;
}

function droppedHarm(phase: PhaseAnalysis, loose: LevelReference): string | undefined {
  if (!phase.droppedIterations || loose.droppedIterations !== 0) return undefined;
  return `${phase.droppedIterations} iterations dropped, none in the loose-limit runs`;
}

function stallHarm(phase: PhaseAnalysis, loose: LevelReference, plan: Plan): string | undefined {
  const bound = plan.objectives.stallMax;
  if (bound === undefined || !newlyAbove(phase.memoryStall, loose.memoryStall, bound)) return undefined;
  return `stalled on memory for ${percentText(phase.memoryStall)} of the time, ${percentText(bound)} allowed`;
}

/** Refaults alone harm nobody; next to lost latency they say why it was lost. */
function starvation(phase: PhaseAnalysis, loose: LevelReference): string | undefined {
  const rate = phase.refaultsPerSecond;
  const usual = loose.refaultsPerSecond ?? 0;
  if (rate === null || rate < policy.starvedRefaultsPerSecond || rate < policy.starvedRefaultFactor * usual) return undefined;
  return `starved: ${Math.round(rate)} pages a second were read back that had just been evicted, ${Math.round(usual)} in the loose-limit runs`;
}

/** What broke at one level that the loose-limit runs did not break, in words; empty for an unharmed level. */
export function harmOfLevel(phase: PhaseAnalysis, loose: LevelReference, plan: Plan): string[] {
  const broken = [errorHarm(phase, loose, plan), latencyHarm(phase, loose, plan), droppedHarm(phase, loose), stallHarm(phase, loose, plan)].filter(
    (harm) => harm !== undefined,
  );
  if (broken.length === 0) return [];
  const cause = starvation(phase, loose);
  return [...broken, ...(cause === undefined ? [] : [cause])].map((harm) => `${phase.name}: ${harm}`);
}
