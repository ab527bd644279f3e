import type { RecordingAnalysis } from '../../analysis/document.ts';
import { subjectOf } from './key-pattern.ts';
import type { RepeatedMetric } from './metric.ts';
import { repeatedMetrics } from './registry.ts';

export interface Sample {
  readonly recording: string;
  readonly seed: number;
  readonly value: number;
}

/** All values of one metric for one container or phase, in the order of the recordings. */
export interface Series {
  readonly metric: RepeatedMetric;
  readonly name: string;
  readonly samples: readonly Sample[];
}

/** Everything that can be read from recordings, by subject (`containers.app.memory.peakBytes`). What a recording does not know is left out. */
export function measureAll(recordings: readonly RecordingAnalysis[], sizedContainer: string): ReadonlyMap<string, Series> {
  const found = new Map<string, { metric: RepeatedMetric; name: string; samples: Sample[] }>();
  for (const metric of repeatedMetrics) {
    for (const recording of recordings) {
      for (const { name, value } of metric.read(recording, sizedContainer)) {
        if (value === null || !Number.isFinite(value)) continue;
        const subject = subjectOf(metric.key, name);
        const series = found.get(subject) ?? { metric, name, samples: [] };
        series.samples.push({ recording: recording.recording, seed: recording.seed, value });
        found.set(subject, series);
      }
    }
  }
  return found;
}
