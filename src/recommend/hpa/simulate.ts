import { controllerDefaults, defaultScaleDown, defaultScaleUp } from './controller-defaults.ts';
import { type MetricPipeline, PodFleet, type UsageAt } from './pod-fleet.ts';
import type { Resource } from './pod-groups.ts';
import { resourceReplicas } from './replica-calculator.ts';
import { normalized, type ScalingBounds, type ScalingHistory } from './scaling-rules.ts';

/** One metric of an HPA: average utilisation of a resource, in whole percent of the request. */
export interface SimulatedMetric {
  readonly resource: Resource;
  readonly targetPercent: number;
  readonly requestPerPod: number;
  readonly usageAt: UsageAt;
}

export interface Simulation {
  /** Load of the whole service at a second; zero is where the watched time begins. */
  readonly loadAt: (second: number) => number;
  readonly seconds: number;
  /** Steady time before, under the load of second zero, so that windows and histories are filled. */
  readonly settleSeconds: number;
  readonly metrics: readonly SimulatedMetric[];
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly startReplicas: number;
  readonly podReadyMs: number;
  readonly pipeline: MetricPipeline;
  /** Second within the sync period at which the controller looks: when a ramp begins is not up to it. */
  readonly syncPhaseSeconds?: number;
}

export interface SimulatedSecond {
  readonly second: number;
  readonly load: number;
  readonly replicas: number;
  readonly ready: number;
  readonly loadPerPod: number;
}

/** The largest count that a metric asks for; a metric that fails blocks the way down only (horizontal.go, computeReplicasForMetrics). */
function wished(fleets: readonly { readonly metric: SimulatedMetric; readonly fleet: PodFleet }[], replicas: number, nowS: number): number {
  const wishes = fleets.map(({ metric, fleet }) => {
    const pods = fleet.states(nowS);
    return resourceReplicas({
      currentReplicas: replicas,
      pods,
      metrics: fleet.metrics(nowS),
      requests: new Map(pods.map(({ name }) => [name, metric.requestPerPod])),
      resource: metric.resource,
      targetPercent: metric.targetPercent,
      tolerance: controllerDefaults.tolerance,
      readiness: controllerDefaults,
      nowMs: nowS * 1000,
    })?.replicas;
  });
  const known = wishes.filter((wish) => wish !== undefined);
  if (known.length === 0) return replicas;
  const most = Math.max(...known);
  return known.length < wishes.length ? Math.max(most, replicas) : most;
}

class Controller {
  #history: ScalingHistory;
  readonly #bounds: ScalingBounds;

  constructor(bounds: ScalingBounds, replicas: number, nowS: number) {
    this.#bounds = bounds;
    this.#history = { recommendations: [{ atMs: nowS * 1000, replicas }], ups: [], downs: [] };
  }

  /** Replicas after one look at the metrics. */
  sync(replicas: number, wish: number, nowS: number): number {
    const nowMs = nowS * 1000;
    const next = normalized(replicas, wish, this.#history, this.#bounds, nowMs);
    const change = { atMs: nowMs, change: Math.abs(next - replicas) };
    const recent = this.#history.recommendations.filter(({ atMs }) => atMs > nowMs - this.#bounds.scaleDown.stabilizationMs);
    this.#history = {
      recommendations: [...recent, { atMs: nowMs, replicas: wish }],
      ups: next > replicas ? [...this.#history.ups.slice(-1), change] : this.#history.ups,
      downs: next < replicas ? [...this.#history.downs.slice(-1), change] : this.#history.downs,
    };
    return next;
  }
}

/** Replays a load against an HPA, second by second, with the controller's own rules and defaults. Pure. */
export function simulateHpa(simulation: Simulation): SimulatedSecond[] {
  const { loadAt, seconds, settleSeconds, metrics, minReplicas, maxReplicas, startReplicas, podReadyMs, pipeline, syncPhaseSeconds = 0 } = simulation;
  const beganS = -settleSeconds;
  const begin = { count: startReplicas, atS: beganS };
  const fleets = metrics.map((metric) => ({ metric, fleet: new PodFleet(begin, podReadyMs, pipeline, metric.usageAt) }));
  const bounds = { minReplicas, maxReplicas, scaleUp: defaultScaleUp, scaleDown: defaultScaleDown };
  const controller = new Controller(bounds, startReplicas, beganS);
  const syncS = controllerDefaults.syncPeriodMs / 1000;
  const watched: SimulatedSecond[] = [];
  let replicas = startReplicas;
  for (let second = beganS; second < seconds; second += 1) {
    const load = loadAt(Math.max(0, second));
    let loadPerPod = 0;
    for (const { fleet } of fleets) loadPerPod = fleet.live(second, load);
    const ready = fleets[0]?.fleet.readyCount(second) ?? 0;
    if (second >= 0) watched.push({ second, load, replicas, ready, loadPerPod });
    if (second > beganS && (second + settleSeconds) % syncS === syncPhaseSeconds) {
      replicas = controller.sync(replicas, wished(fleets, replicas, second), second);
      for (const { fleet } of fleets) fleet.scaleTo(replicas, second);
    }
  }
  return watched;
}
