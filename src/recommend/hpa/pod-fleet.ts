import type { PodMetric, PodState } from './pod-groups.ts';

/** How the metrics API follows what a pod uses. */
export interface MetricPipeline {
  /** Age of a value when the controller reads it, to the middle of its window. */
  readonly ageMs: number;
  readonly windowMs: number;
}

/** What one pod uses under a load, in the unit of the requests; one that is not ready yet has none. */
export type UsageAt = (loadPerPod: number, ready: boolean) => number;

interface Pod {
  readonly name: string;
  readonly createdS: number;
  readonly readyS: number;
}

const secondsOf = (ms: number): number => Math.round(ms / 1000);

/** Running sum of a value per second, to have the sum of any stretch at once. */
class Sums {
  readonly #beganS: number;
  readonly #sums = [0];

  constructor(beganS: number) {
    this.#beganS = beganS;
  }

  push(value: number): void {
    this.#sums.push((this.#sums.at(-1) as number) + value);
  }

  between(fromS: number, toS: number): number {
    const at = (second: number) => this.#sums[Math.max(0, Math.min(second - this.#beganS, this.#sums.length - 1))] as number;
    return toS <= fromS ? 0 : at(toS) - at(fromS);
  }
}

/**
 * The pods of one workload over simulated seconds: they are made, become ready, take equal shares of the load, and are removed. All that are
 * ready use the same in any second, and so do all that are starting.
 */
export class PodFleet {
  readonly #podReadyS: number;
  readonly #pipeline: MetricPipeline;
  readonly #usageAt: UsageAt;
  readonly #ready: Sums;
  readonly #starting: Sums;
  #pods: Pod[] = [];
  #made = 0;

  /** `count` pods are ready when the time begins. */
  constructor(begin: { readonly count: number; readonly atS: number }, podReadyMs: number, pipeline: MetricPipeline, usageAt: UsageAt) {
    this.#podReadyS = secondsOf(podReadyMs);
    this.#pipeline = pipeline;
    this.#usageAt = usageAt;
    this.#ready = new Sums(begin.atS);
    this.#starting = new Sums(begin.atS);
    for (let i = 0; i < begin.count; i += 1) this.#add(begin.atS, begin.atS);
  }

  readyCount(nowS: number): number {
    return this.#pods.filter(({ readyS }) => readyS <= nowS).length;
  }

  /** Those that are not ready, and the newest, go first, as the ReplicaSet controller chooses (pkg/controller/controller_utils.go, ActivePodsWithRanks). */
  scaleTo(count: number, nowS: number): void {
    while (this.#pods.length < count) this.#add(nowS, nowS + this.#podReadyS);
    if (this.#pods.length > count) this.#pods = this.#pods.toSorted((a, b) => a.readyS - b.readyS).slice(0, count);
  }

  /** Lets one second pass under a load of the whole service; answers the load of each ready pod. */
  live(nowS: number, load: number): number {
    const ready = this.readyCount(nowS);
    const perPod = ready === 0 ? 0 : load / ready;
    this.#ready.push(this.#usageAt(perPod, true));
    this.#starting.push(this.#usageAt(0, false));
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
    const fromS = endS - windowS;
    const known = this.#pods.filter(({ createdS }) => createdS <= fromS);
    return new Map(
      known.map(({ name, readyS }) => {
        const turnS = Math.max(fromS, Math.min(endS, readyS));
        const used = this.#starting.between(fromS, turnS) + this.#ready.between(turnS, endS);
        return [name, { value: used / windowS, timestampMs: endS * 1000, windowMs: windowS * 1000 }];
      }),
    );
  }

  #add(createdS: number, readyS: number): void {
    this.#made += 1;
    this.#pods.push({ name: `pod-${this.#made}`, createdS, readyS });
  }
}
