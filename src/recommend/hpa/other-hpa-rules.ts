import { formatMemory } from '../../shared/quantity.ts';
import { controllerDefaults } from './controller-defaults.ts';
import type { Hpa } from './document.ts';
import { restingCount, runsAway } from './fixed-points.ts';
import type { PodModel } from './pod-model.ts';
import { usageAt } from './usage-line.ts';

type OtherHpa = Hpa['others'][number];

export interface OtherHpaInput {
  readonly model: PodModel;
  readonly perPod: number;
  readonly requestMillicores: number | null;
  readonly requestBytes: number | null;
  readonly replicas: { readonly min: number; readonly max: number; readonly idle: number; readonly peak: number } | null;
  /** Whether a CPU target, whole percent, keeps every pod below what it can carry on the plan's ramps; null without `traffic`. */
  readonly keeps: (percent: number) => boolean | null;
}

/** What the API server sets for an HPA without metrics (autoscaling/v2 API reference, HorizontalPodAutoscalerSpec.metrics). */
const kubernetesDefaultPercent = 80;
/** gocrane/crane, pkg/recommendation/recommender/hpa: 99th percentile of CPU and 15 % of the request, kept between 30 and 75 %. */
const crane = { margin: 1.15, minPercent: 30, maxPercent: 75 } as const;
/** A rule of thumb, in many tutorials beside the CPU target. */
const thumbPercent = 70;

function cpuRow(rule: string, percent: number, because: string, { keeps, model, requestMillicores, perPod }: OtherHpaInput): OtherHpa {
  const holds = keeps(percent);
  const load = ((percent / 100) * (requestMillicores ?? 0) * perPod) / (model.cpuAtCapacity ?? Infinity);
  const acts = `at ${Number((load * (1 + controllerDefaults.tolerance)).toPrecision(3))}/s per pod it adds pods, ${perPod}/s is what one can carry`;
  const fate =
    holds === null ? '' : holds ? '; on the ramps of this plan no pod is asked for more' : '; on the ramps of this plan pods are asked for more than that';
  return { rule, resource: 'cpu', averageUtilization: percent, holds, why: `${because}: ${acts}${fate}` };
}

function cpuRows(input: OtherHpaInput): OtherHpa[] {
  const { cpuAtCapacity } = input.model;
  if (cpuAtCapacity === null || input.requestMillicores === null) return [];
  const wanted = Math.trunc((100 * cpuAtCapacity * crane.margin) / input.requestMillicores);
  const clamped = Math.min(crane.maxPercent, Math.max(crane.minPercent, wanted));
  return [
    cpuRow('Kubernetes default', kubernetesDefaultPercent, 'what an HPA without metrics gets', input),
    cpuRow('crane', clamped, `the CPU at ${input.perPod}/s and 15 %, kept between 30 and 75 %`, input),
  ];
}

function memoryFate(input: OtherHpaInput, targetBytes: number): Pick<OtherHpa, 'holds' | 'why'> {
  const { model, replicas, perPod } = input;
  const line = model.memory;
  if (line === undefined) return { holds: null, why: 'memory was not measured at two different loads' };
  const { tolerance } = controllerDefaults;
  if (runsAway(line, targetBytes, tolerance)) return { holds: false, why: 'an idle pod is already above it: it runs to maxReplicas without any load' };
  if (usageAt(line, perPod) < targetBytes * (1 + tolerance))
    return { holds: false, why: `a pod at all that it can carry, ${perPod}/s, is still below it: it never adds a pod` };
  if (replicas === null) return { holds: null, why: 'whether the replicas come down again cannot be told without `traffic` in the plan' };
  const { min, max, idle } = replicas;
  const resting = restingCount({ line, target: targetBytes, tolerance, load: idle, kept: Math.max(0, model.keptBytes ?? 0), from: max, min, max });
  if (resting > min) return { holds: false, why: `after a peak it sticks at ${resting} replicas at idle, where ${min} are enough` };
  return { holds: true, why: `it adds pods before ${perPod}/s and comes back to ${min} at idle` };
}

function memoryRows(input: OtherHpaInput): OtherHpa[] {
  if (input.requestBytes === null) return [];
  const fate = memoryFate(input, (thumbPercent / 100) * input.requestBytes);
  return [
    {
      rule: 'memory HPA at 70 %',
      resource: 'memory',
      averageUtilization: thumbPercent,
      ...fate,
      why: `${thumbPercent} % of ${formatMemory(input.requestBytes)}: ${fate.why}`,
    },
  ];
}

/** What the usual rules for an HPA would have set with the same requests, and what becomes of it by the controller's rules. */
export const otherHpaRules = (input: OtherHpaInput): OtherHpa[] => [...cpuRows(input), ...memoryRows(input)];
