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

export interface Aggregator {
  add(point: ResultPoint): void;
  /** Wall time from which seconds and levels count; points that came before it was known are kept until then. */
  zeroAt(wallMs: number): void;
  /** Writes what is left; no point follows. */
  end(): void;
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
export function createAggregator({ levels, levelOf, toClock, emit }: AggregatorOptions): Aggregator {
  const open = new Map<string, OpenSecond>();
  const early: ResultPoint[] = [];
  let zeroWallMs: number | undefined;
  let newest = 0;
  let latencyOf: LatencyMetric = 'iteration_duration';

  const levelAt = (offsetMs: number): string | undefined =>
    levels.find((level) => offsetMs >= level.startMs && offsetMs < level.startMs + level.durationMs)?.name;

  function secondOf(index: number, level: string): LoadSecond {
    const key = `${index} ${level}`;
    const found = open.get(key) ?? { index, level, sums: emptySecond() };
    open.set(key, found);
    return found.sums;
  }

  function write(upToIndex: number, zeroMs: number): void {
    const due = [...open].filter(([, { index }]) => index <= upToIndex).sort(([, a], [, b]) => a.index - b.index);
    for (const [key, { index, level, sums }] of due) {
      emit(loadEvent(sums, toClock(zeroMs + index * 1000), level, latencyOf));
      open.delete(key);
    }
  }

  function place(point: ResultPoint, zeroMs: number): void {
    const offsetMs = point.wallMs - zeroMs;
    const index = Math.max(0, Math.floor(offsetMs / 1000));
    // VUs belong to no scenario: they are shown with the level that is being driven.
    const level = point.metric === 'vus' ? levelAt(offsetMs) : levelOf(point.scenario);
    if (level === undefined) return;
    if (isLatencyMetric(point.metric)) latencyOf = moreTelling(latencyOf, point.metric);
    addPoint(secondOf(index, level), point);
    if (index <= newest) return;
    newest = index;
    write(newest - openSeconds, zeroMs);
  }

  return {
    add(point) {
      if (zeroWallMs !== undefined) place(point, zeroWallMs);
      else if (levelOf(point.scenario) !== undefined) early.push(point);
    },
    zeroAt(wallMs) {
      zeroWallMs = wallMs;
      for (const point of early.splice(0)) place(point, wallMs);
    },
    end() {
      if (zeroWallMs !== undefined) write(newest, zeroWallMs);
    },
  };
}
