import type { ContainerRecommendation } from '../document.ts';
import type { Survey } from '../survey.ts';
import { type Capacity, capacityOf } from './capacity.ts';
import { controllerDefaults } from './controller-defaults.ts';
import { cpuTarget } from './cpu-target.ts';
import type { Hpa, HpaMetric } from './document.ts';
import { hpaPolicy } from './hpa-policy.ts';
import { memoryTarget } from './memory-target.ts';
import { otherHpaRules } from './other-hpa-rules.ts';
import { type PodModel, passesLimit, podModel } from './pod-model.ts';
import { type Ramping, rampingOf, thresholdField } from './ramping.ts';
import { type Replicas, replicasOf } from './replicas.ts';
import { type ReplayContext, replaysAt, type Settled, settle } from './settle.ts';
import { thresholdOf } from './threshold.ts';

export interface HpaInput {
  readonly survey: Survey;
  /** Every container of the pod; the first is the one that was searched. */
  readonly containers: readonly ContainerRecommendation[];
  /** Autoscalers of the manifests that point at the same workload. */
  readonly conflicts: readonly string[];
}

function nothing(why: string, conflicts: readonly string[]): Hpa {
  const noReplicas = { minReplicas: null, maxReplicas: null, replicasWhy: why, nodeMemory: null };
  return { metrics: [], why, refused: [], capacity: null, threshold: null, ...noReplicas, replays: [], conflicts: [...conflicts], others: [] };
}

function replicasFor(survey: Survey, capacity: Capacity, threshold: number): Replicas | undefined {
  const { traffic } = survey.plan;
  return traffic && replicasOf({ traffic, perPod: capacity.perPod, threshold, tolerance: controllerDefaults.tolerance });
}

function contextOf(input: HpaInput, capacity: Capacity, model: PodModel, ramping: Ramping, replicas: Replicas): ReplayContext | undefined {
  const [container] = input.containers;
  const { traffic, workload } = input.survey.plan;
  if (traffic === undefined || container === undefined || container.cpu.requestMillicores === null) return undefined;
  return {
    traffic,
    growthPerSecond: ramping.growthPerSecond,
    model,
    perPod: capacity.perPod,
    requestMillicores: container.cpu.requestMillicores,
    requestBytes: container.memory.requestBytes,
    quotaMillicores: workload.cpuMillicores,
    minReplicas: replicas.min,
    maxReplicas: replicas.max,
    podReadyMs: ramping.podReadySeconds * 1000,
    passesLimit: passesLimit(model, capacity.perPod, container.memory.limitBytes ?? Infinity),
  };
}

interface Advice {
  readonly cpu: { readonly percent: number; readonly why: string } | string;
  readonly memory: { readonly percent: number; readonly why: string } | string;
}

function adviceOf(input: HpaInput, capacity: Capacity, model: PodModel, threshold: number, replicas: Replicas | undefined): Advice {
  const [container] = input.containers;
  const { traffic } = input.survey.plan;
  const common = { model, perPod: capacity.perPod, threshold };
  const counts = replicas && traffic ? { min: replicas.min, max: replicas.max, idle: traffic.idle } : null;
  return {
    cpu: cpuTarget({ ...common, requestMillicores: container?.cpu.requestMillicores ?? null }),
    memory: memoryTarget({ ...common, requestBytes: container?.memory.requestBytes ?? null, replicas: counts }),
  };
}

function metricsOf(input: HpaInput, advice: Advice, settled: Settled): HpaMetric[] {
  const [container] = input.containers;
  const type = input.containers.length > 1 ? 'ContainerResource' : 'Resource';
  const lowered = settled.lowered === 0 ? '' : `; ${settled.lowered} lower than the formula gives, because the replay asked a pod for more`;
  const { cpu, memory } = advice;
  return [
    ...(typeof cpu === 'string' || settled.cpuPercent === null
      ? []
      : [
          {
            type,
            resource: 'cpu',
            averageUtilization: settled.cpuPercent,
            requestPerPod: container?.cpu.requestMillicores ?? 0,
            why: `${cpu.why}${lowered}`,
          } as const,
        ]),
    ...(typeof memory === 'string'
      ? []
      : [{ type, resource: 'memory', averageUtilization: memory.percent, requestPerPod: container?.memory.requestBytes ?? 0, why: memory.why } as const]),
  ];
}

const refusedOf = ({ cpu, memory }: Advice): Hpa['refused'] => [
  ...(typeof cpu === 'string' ? [{ resource: 'cpu', why: cpu } as const] : []),
  ...(typeof memory === 'string' ? [{ resource: 'memory', why: memory } as const] : []),
];

function whyOf(metrics: readonly HpaMetric[], settled: Settled, context: ReplayContext | undefined): string {
  if (metrics.length === 0) return 'neither CPU nor memory is a signal to scale this workload by';
  if (context === undefined) return 'without `traffic` in the plan neither replica counts nor a replay of the load can be given';
  const above = settled.replays.filter(({ secondsAbove }) => secondsAbove > 0);
  if (above.length === 0) return "by the controller's own rules no pod is asked for more than it carries on the ramps of this plan";
  return `even so, by the controller's own rules pods are asked for more than they carry for ${above.map(({ secondsAbove, name }) => `${secondsAbove} s in ${name}`).join(', ')}: start pods earlier (more minReplicas) or faster`;
}

function nodeMemoryOf({ containers }: HpaInput, replicas: Replicas | undefined): Hpa['nodeMemory'] {
  if (replicas === undefined) return null;
  const sum = (of: (container: ContainerRecommendation) => number | null) => containers.reduce((total, container) => total + (of(container) ?? 0), 0);
  return { requestBytes: replicas.max * sum(({ memory }) => memory.requestBytes), limitBytes: replicas.max * sum(({ memory }) => memory.limitBytes) };
}

function othersOf(input: HpaInput, capacity: Capacity, model: PodModel, context: ReplayContext | undefined): Hpa['others'] {
  const [container] = input.containers;
  const { traffic } = input.survey.plan;
  const { perPod } = capacity;
  const replicas = context && traffic ? { min: context.minReplicas, max: context.maxReplicas, idle: traffic.idle, peak: traffic.peak } : null;
  return otherHpaRules({
    model,
    perPod,
    requestMillicores: container?.cpu.requestMillicores ?? null,
    requestBytes: container?.memory.requestBytes ?? null,
    replicas,
    keeps: (percent) =>
      context === undefined ? null : replaysAt(context, { cpuPercent: percent, memoryPercent: null }).every(({ secondsAbove }) => secondsAbove === 0),
  });
}

/** Thresholds and replica counts of a horizontal autoscaler, from the runs at the recommended limit (design, section 6 step 8). Pure. */
export function hpaOf(input: HpaInput): Hpa {
  const { survey, containers, conflicts } = input;
  const limitBytes = containers[0]?.memory.limitBytes ?? null;
  if (limitBytes === null) return nothing('no limit is recommended, and what one pod can carry depends on its limit', conflicts);
  const capacity = capacityOf(survey, limitBytes);
  if (typeof capacity === 'string') return nothing(capacity, conflicts);
  const model = podModel(capacity);
  const ramping = rampingOf(survey);
  const byRamp = thresholdOf({ highest: hpaPolicy.highestLoad, tolerance: controllerDefaults.tolerance, ...ramping });
  const replicas = replicasFor(survey, capacity, byRamp);
  const threshold = replicas?.threshold ?? byRamp;
  const advice = adviceOf(input, capacity, model, threshold, replicas);
  const context = replicas && contextOf(input, capacity, model, ramping, replicas);
  const targets = {
    cpuPercent: typeof advice.cpu === 'string' ? null : advice.cpu.percent,
    memoryPercent: typeof advice.memory === 'string' ? null : advice.memory.percent,
  };
  const settled = context ? settle(context, targets) : { ...targets, replays: [], lowered: 0 };
  const metrics = metricsOf(input, advice, settled);
  return {
    metrics,
    why: whyOf(metrics, settled, context),
    refused: refusedOf(advice),
    capacity: { perPod: capacity.perPod, lowerBound: capacity.lowerBound, brokeAt: capacity.brokeAt, why: capacity.why },
    threshold: thresholdField(ramping, threshold),
    minReplicas: replicas?.min ?? null,
    maxReplicas: replicas?.max ?? null,
    replicasWhy: replicas?.why ?? 'replica counts need `traffic` in the plan: idle, expected and peak load of the whole service',
    nodeMemory: nodeMemoryOf(input, replicas),
    replays: [...settled.replays],
    conflicts: [...conflicts],
    others: othersOf(input, capacity, model, context),
  };
}
