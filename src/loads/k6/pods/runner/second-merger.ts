import type { EventOf } from '../../../../recording/events.ts';
import { mergeHistograms } from '../../../../recording/latency-histogram.ts';
import { isLatencyMetric, moreTelling } from '../../load-second.ts';

type LoadEvent = EventOf<'load'>;

interface OpenSecond {
  readonly index: number;
  readonly parts: LoadEvent[];
}

/** The metric that both latencies are of; where one saw fewer kinds of request than the other, the more telling one. */
function latencyOf(parts: readonly LoadEvent[]): string {
  return parts.map((part) => part.latencyOf).reduce((a, b) => (isLatencyMetric(a) && isLatencyMetric(b) ? moreTelling(a, b) : a));
}

/** What several k6 saw of one second of one level, as one would have seen it. */
export function mergedSecond(parts: readonly LoadEvent[], t: number): LoadEvent {
  const [first] = parts as readonly [LoadEvent, ...LoadEvent[]];
  const metric = latencyOf(parts);
  const sum = (of: (part: LoadEvent) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const thrown = sum((part) => part.thrown ?? 0);
  return {
    kind: 'load',
    t,
    level: first.level,
    iterations: sum((part) => part.iterations),
    dropped: sum((part) => part.dropped),
    requests: sum((part) => part.requests),
    failedRequests: sum((part) => part.failedRequests),
    checks: sum((part) => part.checks),
    failedChecks: sum((part) => part.failedChecks),
    ...(thrown > 0 && { thrown }),
    vus: sum((part) => part.vus),
    latency: mergeHistograms(parts.filter((part) => part.latencyOf === metric).map((part) => part.latency)),
    latencyOf: metric,
    iterationMsSum: Math.round(sum((part) => part.iterationMsSum) * 1000) / 1000,
  };
}

/**
 * Puts the seconds of several k6 together. Each counts from its own zero, which are milliseconds apart: a second is its number, not its time. It is written
 * when every k6 that still runs has got beyond it. What comes later makes a further event of the same time, to be added.
 */
export class SecondMerger {
  readonly #emit: (index: number, merged: LoadEvent) => void;
  readonly #open = new Map<string, OpenSecond>();
  readonly #reached: number[];

  constructor(instances: number, emit: (index: number, merged: LoadEvent) => void) {
    this.#emit = emit;
    this.#reached = Array.from({ length: instances }, () => -1);
  }

  add(instance: number, index: number, event: LoadEvent): void {
    const key = `${index} ${event.level}`;
    const second = this.#open.get(key) ?? { index, parts: [] };
    this.#open.set(key, second);
    second.parts.push(event);
    this.#reached[instance] = Math.max(this.#reached[instance] as number, index);
    this.#write();
  }

  /** Nothing more comes from that one. */
  end(instance: number): void {
    this.#reached[instance] = Number.POSITIVE_INFINITY;
    this.#write();
  }

  #write(): void {
    const below = Math.min(...this.#reached);
    const due = [...this.#open].filter(([, { index }]) => index < below).sort(([, a], [, b]) => a.index - b.index);
    for (const [key, { index, parts }] of due) {
      this.#emit(index, mergedSecond(parts, 0));
      this.#open.delete(key);
    }
  }
}
