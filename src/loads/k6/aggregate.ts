import type { ScheduledLevel } from '../../ports/load.ts';
import type { EventOf } from '../../recording/events.ts';
import { addPoint, emptySecond, isLatencyMetric, type LatencyMetric, type LoadSecond, loadEvent, moreTelling } from './load-second.ts';
import type { ResultPoint } from './result-lines.ts';

export interface AggregatorOptions {
  readonly levels: readonly ScheduledLevel[];
  /** The level that a scenario drives; undefined for one that is none (the marker, setup and teardown). */
  readonly levelOf: (scenario: string | undefined) => string | undefined;
  readonly toClock: (wallMs: number) => number;
  readonly emit: (event: EventOf<'load'>) => void;
}

interface OpenSecond {
  readonly index: number;
  readonly level: string;
  readonly sums: LoadSecond;
}

/**
 * k6 hands its samples over every 200 ms (internal/output/json/json.go), in no strict order: a second is written when a
 * point comes that is more than a whole second younger than its end.
 */
const openSeconds = 2;

/**
 * Sums points per second and level. Time comes from the points alone, so the same points give the same events. A point that comes
 * after its second was written opens it again: a further event with the same `t` and level, to be added to the first.
 */
export class LoadAggregator {
  readonly #options: AggregatorOptions;
  readonly #open = new Map<string, OpenSecond>();
  readonly #early: ResultPoint[] = [];
  #zeroWallMs: number | undefined;
  #newest = 0;
  #latencyOf: LatencyMetric = 'iteration_duration';

  constructor(options: AggregatorOptions) {
    this.#options = options;
  }

  add(point: ResultPoint): void {
    if (this.#zeroWallMs !== undefined) this.#place(point, this.#zeroWallMs);
    else if (this.#options.levelOf(point.scenario) !== undefined) this.#early.push(point);
  }

  /** Wall time from which seconds and levels count; points of a level that came before it was known are kept until then. */
  zeroAt(wallMs: number): void {
    this.#zeroWallMs = wallMs;
    for (const point of this.#early.splice(0)) this.#place(point, wallMs);
  }

  /** Writes what is left; no point follows. */
  end(): void {
    if (this.#zeroWallMs !== undefined) this.#write(this.#newest, this.#zeroWallMs);
  }

  #place(point: ResultPoint, zeroMs: number): void {
    const offsetMs = point.wallMs - zeroMs;
    const index = Math.max(0, Math.floor(offsetMs / 1000));
    // VUs belong to no scenario: they are shown with the level that is being driven.
    const level = point.metric === 'vus' ? this.#levelAt(offsetMs) : this.#options.levelOf(point.scenario);
    if (level === undefined) return;
    if (isLatencyMetric(point.metric)) this.#latencyOf = moreTelling(this.#latencyOf, point.metric);
    addPoint(this.#secondOf(index, level), point);
    if (index <= this.#newest) return;
    this.#newest = index;
    this.#write(index - openSeconds, zeroMs);
  }

  #levelAt(offsetMs: number): string | undefined {
    return this.#options.levels.find(({ startMs, durationMs }) => offsetMs >= startMs && offsetMs < startMs + durationMs)?.name;
  }

  #secondOf(index: number, level: string): LoadSecond {
    const key = `${index} ${level}`;
    const found = this.#open.get(key) ?? { index, level, sums: emptySecond() };
    this.#open.set(key, found);
    return found.sums;
  }

  #write(upToIndex: number, zeroMs: number): void {
    const due = [...this.#open].filter(([, { index }]) => index <= upToIndex).sort(([, a], [, b]) => a.index - b.index);
    for (const [key, { index, level, sums }] of due) {
      this.#options.emit(loadEvent(sums, this.#options.toClock(zeroMs + index * 1000), level, this.#latencyOf));
      this.#open.delete(key);
    }
  }
}
