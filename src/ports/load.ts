import type { Plan, Variant } from '../plan/plan.ts';
import type { Clock, EventSink } from './event-sink.ts';

/** One level of the schedule, in the order it is driven. Times are milliseconds after the load's own zero. */
export interface ScheduledLevel {
  readonly name: string;
  readonly rate: number;
  readonly startMs: number;
  readonly durationMs: number;
  readonly settleMs: number;
}

export interface LoadRequest {
  readonly plan: Plan;
  readonly variant: Variant;
  readonly scenarioDir: string;
  /** A folder of this recording for wrapper, results pipe and k6's own output (`k6.log`). */
  readonly workDir: string;
  readonly targetUrl: string;
  readonly clock: Clock;
  readonly emit: EventSink;
  /** Cores to pin the generator to, where the target keeps them apart. */
  readonly cores: readonly number[] | undefined;
}

export interface LoadEnd {
  readonly outcome: 'completed' | 'thresholds-failed' | 'stopped' | 'script-failed' | 'invalid' | 'died';
  readonly exitCode: number | null;
  readonly detail: string | undefined;
}

/** A generator that is up and paused; it has not sent anything. */
export interface PreparedLoad {
  readonly levels: readonly ScheduledLevel[];
  /** Lets the load begin; resolves with the event time of its zero, from which `levels` count, once setup() is over. */
  release(): Promise<number>;
  /** Resolves once, when the generator is gone, whatever ended it. */
  readonly ended: Promise<LoadEnd>;
  /** Stops gently (teardown and summary run), then hard after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

export interface LoadDriver {
  readonly version: string;
  prepare(request: LoadRequest): Promise<PreparedLoad>;
}
