import type { PhaseAnalysis } from '../analysis/document.ts';
import type { Plan } from '../plan/plan.ts';
import type { LevelReference } from './loose-reference.ts';
import { percentText } from './percent.ts';
import { policy } from './policy.ts';

const milliseconds = (ms: number): string => `${Number(ms.toPrecision(3))} ms`;

/**
 * Above a bound that the loose-limit runs kept. Where they broke it too the bound says nothing about the limit, but far worse than they were does:
 * by half again, and by at least `slack`.
 */
function isHarm(value: number | null, loose: number | null, bound: number, slack: number): value is number {
  if (value === null || value <= bound) return false;
  return loose === null || loose <= bound || (value > policy.worseFactor * loose && value > loose + slack);
}

function errorHarm(phase: PhaseAnalysis, loose: LevelReference, plan: Plan): string | undefined {
  const bound = plan.objectives.errorRateMax ?? policy.errorRateMaxUnstated;
  if (!isHarm(phase.errorRate, loose.errorRate, bound, policy.errorRateMaxUnstated)) return undefined;
  const origin = plan.objectives.errorRateMax === undefined ? 'allowed where the plan says nothing' : 'allowed';
  return `${percentText(phase.errorRate)} of requests failed, ${percentText(bound)} ${origin}${alsoLoose(loose.errorRate, bound)}`;
}

const alsoLoose = (loose: number | null, bound: number): string => (loose !== null && loose > bound ? `, ${percentText(loose)} in the loose-limit runs` : '');

function latencyHarm(phase: PhaseAnalysis, loose: LevelReference, plan: Plan): string | undefined {
  const objective = plan.objectives.p99MaxMs;
  if (objective !== undefined && isHarm(phase.p99Ms, loose.p99Ms, objective, Infinity))
    return `p99 ${milliseconds(phase.p99Ms)}, ${milliseconds(objective)} allowed`;
  const { usualP99Ms } = loose;
  if (phase.p99Ms === null || usualP99Ms === null) return undefined;
  const noiseMs = Math.max(policy.p99NoiseMs, policy.p99NoticeShare * (objective ?? 0));
  const rose = phase.p99Ms > policy.worseFactor * usualP99Ms && phase.p99Ms > usualP99Ms + noiseMs;
  if (!rose) return undefined;
  return `p99 ${milliseconds(phase.p99Ms)}, more than ${policy.worseFactor} x the ${milliseconds(usualP99Ms)} of the loose-limit runs`;
}

/** Whether a level broke what the plan itself allows, and the loose-limit runs kept: no comparison is needed to call that a failure. */
export function breaksObjective(phase: PhaseAnalysis, loose: LevelReference, plan: Plan): boolean {
  const objective = plan.objectives.p99MaxMs;
  const tooLate = objective !== undefined && isHarm(phase.p99Ms, loose.p99Ms, objective, Infinity);
  return tooLate || errorHarm(phase, loose, plan) !== undefined;
}

/** Whether so many requests failed, where the loose-limit runs lost few, that chance cannot have done it. */
export function losesMuch(phase: PhaseAnalysis, loose: LevelReference, plan: Plan): boolean {
  const lost = (phase.errorRate ?? 0) - (loose.errorRate ?? 0);
  return lost > policy.grossErrorShare && errorHarm(phase, loose, plan) !== undefined;
}

const secondsOf = (phase: PhaseAnalysis): number => (phase.endMs - phase.startMs) / 1000;

/** Nothing is dropped until every VU waits. Where the loose-limit runs dropped some, a few more are noise of the same. */
function droppedHarm(phase: PhaseAnalysis, loose: LevelReference): string | undefined {
  if (loose.droppedIterations === null) return undefined;
  const slack = policy.errorRateMaxUnstated * (phase.offeredRate ?? 0) * secondsOf(phase);
  if (!isHarm(phase.droppedIterations, loose.droppedIterations, 0, slack)) return undefined;
  return `${phase.droppedIterations} iterations dropped, ${loose.droppedIterations === 0 ? 'none' : loose.droppedIterations} in the loose-limit runs`;
}

/**
 * A request that hangs until its level is over leaves no trace in k6's results: no error, no latency, and nothing dropped while VUs are left. Only
 * that fewer iterations ended shows it.
 */
function unfinishedHarm(phase: PhaseAnalysis, loose: LevelReference): string | undefined {
  if (phase.achievedRate === null || loose.achievedRate === null) return undefined;
  const missing = loose.achievedRate - phase.achievedRate;
  if (missing <= policy.unfinishedShare * loose.achievedRate || missing * secondsOf(phase) <= policy.unfinishedNoise) return undefined;
  const rate = (perSecond: number) => Number(perSecond.toPrecision(3));
  return `only ${rate(phase.achievedRate)} of ${rate(loose.achievedRate)} iterations a second came to an end`;
}

function stallHarm(phase: PhaseAnalysis, loose: LevelReference, plan: Plan): string | undefined {
  const bound = plan.objectives.stallMax;
  if (bound === undefined || !isHarm(phase.memoryStall, loose.memoryStall, bound, bound)) return undefined;
  return `stalled on memory for ${percentText(phase.memoryStall)} of the time, ${percentText(bound)} allowed${alsoLoose(loose.memoryStall, bound)}`;
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
  const broken = [
    errorHarm(phase, loose, plan),
    latencyHarm(phase, loose, plan),
    droppedHarm(phase, loose),
    unfinishedHarm(phase, loose),
    stallHarm(phase, loose, plan),
  ].filter((harm) => harm !== undefined);
  if (broken.length === 0) return [];
  const cause = starvation(phase, loose);
  return [...broken, ...(cause === undefined ? [] : [cause])].map((harm) => `${phase.name}: ${harm}`);
}
