export type Resource = 'cpu' | 'memory';

/** What the metrics API last said of a pod. */
export interface PodMetric {
  readonly value: number;
  /** End of the window that `value` is the mean of. */
  readonly timestampMs: number;
  readonly windowMs: number;
}

/** A pod as the controller sees it. `ready` and `startMs` are undefined where the pod has no such condition or status yet. */
export interface PodState {
  readonly name: string;
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  readonly deleted: boolean;
  readonly startMs: number | undefined;
  readonly ready: { readonly is: boolean; readonly sinceMs: number } | undefined;
}

/** Controller flags; see `controllerDefaults`. */
export interface ReadinessRules {
  readonly cpuInitializationPeriodMs: number;
  readonly initialReadinessDelayMs: number;
}

export interface PodGroups {
  readonly readyCount: number;
  /** Not yet to be counted: pending, and for CPU those that are still starting. */
  readonly ignored: ReadonlySet<string>;
  /** Running, and the metrics API knows nothing of them. */
  readonly missing: ReadonlySet<string>;
}

/** CPU of a pod that starts says nothing about load. Memory of it counts in full. */
function isStarting(pod: PodState, metric: PodMetric, rules: ReadinessRules, nowMs: number): boolean {
  const { ready, startMs } = pod;
  if (ready === undefined || startMs === undefined) return true;
  if (startMs + rules.cpuInitializationPeriodMs > nowMs) return !ready.is || metric.timestampMs < ready.sinceMs + metric.windowMs;
  return !ready.is && startMs + rules.initialReadinessDelayMs > ready.sinceMs;
}

/** Source: kubernetes/kubernetes, pkg/controller/podautoscaler/replica_calculator.go, groupPods. */
export function groupPods(
  pods: readonly PodState[],
  metrics: ReadonlyMap<string, PodMetric>,
  resource: Resource,
  rules: ReadinessRules,
  nowMs: number,
): PodGroups {
  const ignored = new Set<string>();
  const missing = new Set<string>();
  let readyCount = 0;
  for (const pod of pods) {
    if (pod.deleted || pod.phase === 'Failed') continue;
    const metric = metrics.get(pod.name);
    if (pod.phase === 'Pending') ignored.add(pod.name);
    else if (metric === undefined) missing.add(pod.name);
    else if (resource === 'cpu' && isStarting(pod, metric, rules, nowMs)) ignored.add(pod.name);
    else readyCount += 1;
  }
  return { readyCount, ignored, missing };
}
