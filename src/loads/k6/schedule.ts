import { type Plan, shortestLevelMs, surgeFactor, type Variant } from '../../plan/plan.ts';
import type { ScheduledLevel } from '../../ports/load.ts';
import { seededRandom, shuffled } from '../../shared/random.ts';
import { scriptLevelName } from './reading.ts';

interface Step {
  readonly rate: number;
  readonly durationMs: number;
  readonly settleMs: number;
}

/** A burst lasts a quarter of the hold, twice: long enough for queues to fill, short against the autoscaler's 15 s period at usual holds. */
const burstShare = 0.25;

function spikeSteps(load: Plan['load']): Step[] {
  const normal = { rate: load.expected, durationMs: load.holdMs, settleMs: load.settleMs };
  // A burst is all transient: nothing of it is left out.
  const burst = { rate: load.peak, durationMs: Math.max(shortestLevelMs, Math.ceil(load.holdMs * burstShare)), settleMs: 0 };
  return [normal, burst, normal, burst, normal];
}

function ratesOf(load: Plan['load'], variant: Variant): number[] {
  if (variant.load === 'peak') return [load.peak];
  if (load.profile === 'surge') return [load.expected, Math.min(surgeFactor * load.expected, load.peak), load.expected];
  if (load.profile === 'soak') return [load.expected];
  return shuffled(load.levels, seededRandom(variant.seed));
}

function stepsOf(load: Plan['load'], variant: Variant): Step[] {
  if (load.profile === 'spike' && variant.load === 'ladder') return spikeSteps(load);
  return ratesOf(load, variant).map((rate) => ({ rate, durationMs: load.holdMs, settleMs: load.settleMs }));
}

/** k6 takes whole iterations per time unit; with a unit of 1000 s a rate is exact to a thousandth. */
const roundedRate = (rate: number): number => Math.round(rate * 1000) / 1000;

/**
 * Levels in the order they are driven, back to back from 0 ms. The same plan and seed give the same schedule.
 * `scriptDurationMs` is the length of the script's own scenarios, needed by profile `script` alone; their rates are not known, the plan's peak stands for them.
 */
export function scheduleLevels(plan: Plan, variant: Variant, scriptDurationMs = 0): ScheduledLevel[] {
  const { load } = plan;
  if (load.profile === 'script') return [{ name: scriptLevelName, rate: load.peak, startMs: 0, durationMs: scriptDurationMs, settleMs: load.settleMs }];
  const seen = new Map<string, number>();
  let startMs = 0;
  return stepsOf(load, variant).map((step) => {
    const rate = roundedRate(step.rate * variant.loadFactor);
    const base = `level-${rate}`;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    const level = { name: count === 1 ? base : `${base}-${count}`, rate, startMs, durationMs: step.durationMs, settleMs: step.settleMs };
    startMs += step.durationMs;
    return level;
  });
}
