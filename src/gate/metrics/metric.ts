import type { RecordingAnalysis } from '../../analysis/document.ts';
import type { Recommendation } from '../../recommend/document.ts';
import type { Aggregation, Unit } from '../document.ts';

/** One number of a recording; `name` stands in the place of the `*` of the key, and is empty where there is none. */
export interface Reading {
  readonly name: string;
  readonly value: number | null;
}

interface MetricBase {
  /** Key in plans: a path of analysis.json or recommendation.json, with at most one `*`. */
  readonly key: string;
  readonly unit: Unit;
  readonly what: string;
}

/** Read from every loose-limit recording. */
export interface RepeatedMetric extends MetricBase {
  readonly from: 'recordings';
  readonly aggregation: Aggregation;
  read(recording: RecordingAnalysis, sizedContainer: string): readonly Reading[];
}

/** Concluded once from all recordings together: nothing to compare by ranks. */
export interface SingleMetric extends MetricBase {
  readonly from: 'recommendation';
  read(recommendation: Recommendation): readonly Reading[];
}

export type Metric = RepeatedMetric | SingleMetric;
