import type { Bucket } from '../series/bucket-series.ts';
import type { Span } from '../series/recording-series.ts';
import type { Table } from './report-view.ts';

interface ChartBase {
  readonly id: string;
  readonly title: string;
  /** What the picture shows, for who cannot see it. */
  readonly description: string;
  /** The same numbers as a table. */
  readonly table: Table;
}

/** A horizontal line at a number of bytes. */
export interface Reference {
  readonly label: string;
  readonly bytes: number;
  readonly role: 'limit' | 'recommended' | 'need';
}

export interface PhaseBand {
  readonly label: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly watermarkBytes: number | null;
  /** False where the kernel's peak covers everything since the cgroup began. */
  readonly watermarkOfPhase: boolean;
}

export interface Mark {
  readonly tMs: number;
  readonly label: string;
  readonly kill: boolean;
}

export interface TimeChart extends ChartBase {
  readonly kind: 'time';
  readonly fromMs: number;
  readonly toMs: number;
  readonly topBytes: number;
  readonly buckets: readonly Bucket[];
  /** Hover text of each bucket. */
  readonly hints: readonly string[];
  readonly references: readonly Reference[];
  readonly phases: readonly PhaseBand[];
  readonly marks: readonly Mark[];
  readonly gaps: readonly Span[];
  readonly load: readonly { readonly fromMs: number; readonly toMs: number; readonly perSecond: number }[];
  readonly loadTop: number;
  /** Text such as a limit far above the picture. */
  readonly remarks: readonly string[];
  readonly spark: readonly number[];
}

export interface LoadChart extends ChartBase {
  readonly kind: 'load';
  readonly unit: string;
  readonly loadTop: number;
  readonly topBytes: number;
  readonly points: readonly { readonly load: number; readonly bytes: number; readonly hint: string }[];
  readonly fit: readonly (readonly [number, number])[];
  /** Lowest and highest line at each load: the interval of the slope, turned about the middle of the points. */
  readonly band: readonly { readonly load: number; readonly lowBytes: number; readonly highBytes: number }[];
  readonly spark: readonly number[];
}

export type ReplayOutcome = 'pass' | 'killed' | 'harmed' | 'error';

export interface LimitRow {
  readonly label: string;
  readonly bytes: number;
  readonly remarks: readonly string[];
  readonly replays: readonly { readonly outcome: ReplayOutcome; readonly overload: boolean; readonly hint: string }[];
}

export interface LimitsChart extends ChartBase {
  readonly kind: 'limits';
  /** Highest limit first. */
  readonly rows: readonly LimitRow[];
  readonly references: readonly Reference[];
}

export interface SpreadRow {
  readonly label: string;
  readonly censored: boolean;
  readonly peaks: readonly { readonly source: 'hardPart' | 'sampled' | 'watermark'; readonly bytes: number; readonly hint: string }[];
}

export interface SpreadChart extends ChartBase {
  readonly kind: 'spread';
  readonly rows: readonly SpreadRow[];
  readonly topBytes: number;
  readonly spark: readonly number[];
}

export interface RuleRow {
  readonly label: string;
  readonly values: readonly {
    readonly field: 'request' | 'limit';
    readonly bytes: number;
    readonly outcome: 'pass' | 'fail' | 'unknown';
    readonly hint: string;
  }[];
  /** Said where there is no value to draw, or one far beyond the others. */
  readonly remark: string;
}

/** Numbers of other rules on one axis of memory, with ours as lines. */
export interface RulesChart extends ChartBase {
  readonly kind: 'rules';
  readonly rows: readonly RuleRow[];
  readonly references: readonly Reference[];
  readonly topBytes: number;
  readonly spark: readonly number[];
}

/** Load per pod and number of pods over the seconds of a simulated load. */
export interface ReplicasChart extends ChartBase {
  readonly kind: 'replicas';
  readonly points: readonly {
    readonly second: number;
    readonly load: number;
    readonly loadPerPod: number;
    readonly replicas: number;
    readonly ready: number;
    readonly hint: string;
  }[];
  /** What one pod can carry, where that is known. */
  readonly capacityPerPod: number | null;
  readonly spark: readonly number[];
}

export type Chart = TimeChart | LoadChart | LimitsChart | SpreadChart | RulesChart | ReplicasChart;
