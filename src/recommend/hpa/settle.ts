import type { Plan } from '../../plan/plan.ts';
import { controllerDefaults } from './controller-defaults.ts';
import type { HpaReplay } from './document.ts';
import { hpaPolicy } from './hpa-policy.ts';
import type { PodModel } from './pod-model.ts';
import type { SimulatedMetric } from './simulate.ts';
import { type Ramp, replayRamp } from './traffic-replay.ts';
import { usageAt } from './usage-line.ts';

type Traffic = NonNullable<Plan['traffic']>;

/** Targets in whole percent, null where there is none. */
export interface Targets {
  readonly cpuPercent: number | null;
  readonly memoryPercent: number | null;
}

export interface ReplayContext {
  readonly traffic: Traffic;
  readonly growthPerSecond: number;
  readonly model: PodModel;
  readonly perPod: number;
  readonly requestMillicores: number;
  readonly requestBytes: number | null;
  /** CPU that a pod can take, millicores. */
  readonly quotaMillicores: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly podReadyMs: number;
  readonly passesLimit: (loadPerPod: number) => boolean | null;
}

/** A ramp of hours is steepest, relative to what is there, at its beginning: that much of it is played. */
const longestRampSeconds = 7200;

function rampsOf({ traffic, growthPerSecond }: ReplayContext): Ramp[] {
  const { idle, expected, peak } = traffic;
  const ramp = (what: string, from: number): Ramp => {
    const to = Math.min(peak, from * (1 + growthPerSecond * longestRampSeconds));
    return { name: `${what}: ${from} to ${Number(to.toPrecision(4))}/s`, from, to, growthPerSecond };
  };
  return [
    ...(peak > expected ? [ramp('a surge on a normal day', expected)] : []),
    ...(idle > 0 && idle < expected ? [ramp('the way up from idle', idle)] : []),
  ];
}

function simulatedMetrics(context: ReplayContext, { cpuPercent, memoryPercent }: Targets): SimulatedMetric[] {
  const { model, perPod, requestMillicores, requestBytes, quotaMillicores } = context;
  const atCapacity = model.cpuAtCapacity ?? 0;
  const base = Math.min(atCapacity, Math.max(0, model.cpu?.base ?? 0));
  const cpu: SimulatedMetric[] =
    cpuPercent === null
      ? []
      : [
          {
            resource: 'cpu',
            targetPercent: cpuPercent,
            requestPerPod: requestMillicores,
            usageAt: (load) => Math.min(quotaMillicores, base + ((atCapacity - base) * load) / perPod),
          },
        ];
  const { memory } = model;
  if (memoryPercent === null || memory === undefined || requestBytes === null) return cpu;
  return [...cpu, { resource: 'memory', targetPercent: memoryPercent, requestPerPod: requestBytes, usageAt: (load) => usageAt(memory, load) }];
}

/** Each ramp of the plan's traffic against these targets, begun with as few pods as the tolerance leaves. */
export function replaysAt(context: ReplayContext, targets: Targets): HpaReplay[] {
  const metrics = simulatedMetrics(context, targets);
  if (metrics.length === 0) return [];
  const { perPod, model, requestMillicores, minReplicas, maxReplicas } = context;
  const share = targets.cpuPercent === null ? 1 : ((targets.cpuPercent / 100) * requestMillicores) / (model.cpuAtCapacity ?? requestMillicores);
  return rampsOf(context).map((ramp) => {
    const fewest = Math.ceil(ramp.from / (share * perPod * (1 + controllerDefaults.tolerance)));
    return replayRamp(ramp, { ...context, metrics, startReplicas: Math.max(minReplicas, Math.min(maxReplicas, fewest)) });
  });
}

export interface Settled extends Targets {
  readonly replays: readonly HpaReplay[];
  /** Points by which the replay lowered what the formula gave. */
  readonly lowered: number;
}

/** Plays the ramps and lowers the CPU target point by point until no pod is asked for more than it carries, a few points at most. */
export function settle(context: ReplayContext, targets: Targets): Settled {
  let last: Settled = { ...targets, replays: replaysAt(context, targets), lowered: 0 };
  const { cpuPercent } = targets;
  if (cpuPercent === null) return last;
  const first = last;
  for (let lowered = 1; lowered <= hpaPolicy.replayPoints && last.replays.some(({ secondsAbove }) => secondsAbove > 0); lowered += 1) {
    if (cpuPercent - lowered < 1) return first;
    const next = { ...targets, cpuPercent: cpuPercent - lowered };
    last = { ...next, replays: replaysAt(context, next), lowered };
  }
  return last.replays.some(({ secondsAbove }) => secondsAbove > 0) ? first : last;
}
