import { groupPods, type PodMetric, type PodState, type ReadinessRules, type Resource } from './pod-groups.ts';

export interface CalculatorInput {
  readonly currentReplicas: number;
  readonly pods: readonly PodState[];
  readonly metrics: ReadonlyMap<string, PodMetric>;
  /** By pod name, in the unit of the metric values. */
  readonly requests: ReadonlyMap<string, number>;
  readonly resource: Resource;
  /** averageUtilization: whole percent of the request. */
  readonly targetPercent: number;
  readonly tolerance: number;
  readonly readiness: ReadinessRules;
  readonly nowMs: number;
}

/** `undefined` where the controller reports an error and leaves the replicas as they are. */
export interface CalculatorResult {
  readonly replicas: number;
  readonly utilizationPercent: number;
}

interface Utilization {
  readonly ratio: number;
  readonly percent: number;
}

/** Only pods with a metric and a request count; percentages are whole, cut off (metrics/utilization.go, GetResourceUtilizationRatio). */
function utilization(values: ReadonlyMap<string, number>, { requests, targetPercent }: CalculatorInput): Utilization | undefined {
  let used = 0;
  let requested = 0;
  for (const [name, value] of values) {
    const request = requests.get(name);
    if (request === undefined) continue;
    used += value;
    requested += request;
  }
  if (requested === 0) return undefined;
  const percent = Math.trunc((used * 100) / requested);
  return { ratio: percent / targetPercent, percent };
}

const beyondTolerance = (ratio: number, tolerance: number): boolean => Math.abs(1 - ratio) > tolerance;

/** What is not known counts against the direction of the change: nothing on the way up, a full request (or the target, where that is more) on the way down. */
function fillIn(values: Map<string, number>, names: ReadonlySet<string>, ratio: number, input: CalculatorInput): void {
  for (const name of names) {
    if (ratio > 1) values.set(name, 0);
    else if (ratio < 1) values.set(name, ((input.requests.get(name) ?? 0) * Math.max(100, input.targetPercent)) / 100);
  }
}

/** The count for the filled-in values, unless it would turn round what the known pods ask for. */
function refilled(values: ReadonlyMap<string, number>, before: Utilization, input: CalculatorInput): number {
  const { currentReplicas, tolerance } = input;
  const after = utilization(values, input)?.ratio ?? 1;
  const turned = (before.ratio < 1 && after > 1) || (before.ratio > 1 && after < 1);
  if (!beyondTolerance(after, tolerance) || turned) return currentReplicas;
  const replicas = Math.ceil(after * values.size);
  return (after < 1 && replicas > currentReplicas) || (after > 1 && replicas < currentReplicas) ? currentReplicas : replicas;
}

/**
 * Replicas that one resource metric asks for. Source: kubernetes/kubernetes, pkg/controller/podautoscaler/replica_calculator.go,
 * GetResourceReplicas; checked against the cases of its own test.
 */
export function resourceReplicas(input: CalculatorInput): CalculatorResult | undefined {
  const { pods, metrics, resource, readiness, nowMs, currentReplicas, tolerance } = input;
  const groups = groupPods(pods, metrics, resource, readiness, nowMs);
  const values = new Map([...metrics].filter(([name]) => !groups.ignored.has(name)).map(([name, { value }]) => [name, value] as const));
  const seen = utilization(values, input);
  if (seen === undefined) return undefined;
  const rebalance = groups.ignored.size > 0 && seen.ratio > 1;
  if (!rebalance && groups.missing.size === 0) {
    const replicas = beyondTolerance(seen.ratio, tolerance) ? Math.ceil(seen.ratio * groups.readyCount) : currentReplicas;
    return { replicas, utilizationPercent: seen.percent };
  }
  fillIn(values, groups.missing, seen.ratio, input);
  if (rebalance) for (const name of groups.ignored) values.set(name, 0);
  return { replicas: refilled(values, seen, input), utilizationPercent: seen.percent };
}
