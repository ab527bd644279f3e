import type { PodMetric, PodState } from './pod-groups.ts';

/** How the metrics API follows what a pod uses. */
export interface MetricPipeline {
  /** Age of a value when the controller reads it, to the middle of its window. */
  readonly ageMs: number;
  readonly windowMs: number;
}

/** What one pod uses at a load, in any unit that the requests share. */
export type UsageAt = (loadPerPod: number, ready: boolean) => number;

interface Pod {
  readonly name: string;
  readonly createdS: number;
  readonly readyS: number;
  /** Sum of usage up to the end of each second since it was created. */
  readonly sums: number[];
}

const secondsOf = (ms: number): number => Math.round(ms / 1000);

/** The pods of one workload over simulated seconds: they are made, become ready, use what their share of the load takes, and are removed. */
export class PodFleet {
  readonly #podReadyS: number;
  readonly #pipeline: MetricPipeline;
  readonly #usageAt: UsageAt;
  #pods: Pod[] = [];
  #made = 0;

  constructor(podReadyMs: number, pipeline: MetricPipeline, usageAt: UsageAt) {
    this.#podReadyS = secondsOf(podReadyMs);
    this.#pipeline = pipeline;
    this.#usageAt = usageAt;
  }

  get count(): number {
    return this.#pods.length;
  }

  readyCount(nowS: number): number {
    return this.#pods.filter(({ readyS }) => readyS <= nowS).length;
  }

  /** Pods that have been there for long. `beganS` may lie before zero, so that they have a history. */
  begin(count: number, beganS: number): void {
    for (let i = 0; i < count; i += 1) this.#add(beganS, beganS);
  }

  /** The newest and not yet ready go first, as the ReplicaSet controller chooses (pkg/controller/controller_utils.go, ActivePodsWithRanks). */
  scaleTo(count: number, nowS: number): void {
    while (this.#pods.length < count) this.#add(nowS, nowS + this.#podReadyS);
    this.#pods = this.#pods.toSorted((a, b) => a.readyS - b.readyS).slice(0, count);
  }

  /** Lets one second pass under a load of the whole service; answers the load of each ready pod. */
  live(nowS: number, load: number): number {
    const ready = this.readyCount(nowS);
    const perPod = ready === 0 ? 0 : load / ready;
    for (const pod of this.#pods) {
      const isReady = pod.readyS <= nowS;
      pod.sums.push((pod.sums.at(-1) ?? 0) + this.#usageAt(isReady ? perPod : 0, isReady));
    }
    return perPod;
  }

  states(nowS: number): PodState[] {
    return this.#pods.map(({ name, createdS, readyS }) => {
      const is = readyS <= nowS;
      return { name, phase: 'Running', deleted: false, startMs: createdS * 1000, ready: { is, sinceMs: (is ? readyS : createdS) * 1000 } };
    });
  }

  /** What the metrics API says now. A pod without a whole window behind it is not in it. */
  metrics(nowS: number): Map<string, PodMetric> {
    const { ageMs, windowMs } = this.#pipeline;
    const windowS = Math.max(1, secondsOf(windowMs));
    const endS = nowS - Math.max(0, secondsOf(ageMs - windowMs / 2));
    const known = this.#pods.flatMap((pod) => {
      const to = Math.min(endS - pod.createdS, pod.sums.length);
      if (to < windowS) return [];
      const used = (pod.sums[to - 1] as number) - (pod.sums[to - 1 - windowS] ?? 0);
      return [[pod.name, { value: used / windowS, timestampMs: endS * 1000, windowMs: windowS * 1000 }] as const];
    });
    return new Map(known);
  }

  #add(createdS: number, readyS: number): void {
    this.#made += 1;
    this.#pods.push({ name: `pod-${this.#made}`, createdS, readyS, sums: [] });
  }
}
