import type { RecordingAnalysis } from '../../analysis/document.ts';
import { theilSen } from '../../shared/stats/theil-sen.ts';
import type { Aggregation, Unit } from '../document.ts';
import type { RepeatedMetric } from './metric.ts';

function ofRun(key: string, unit: Unit, aggregation: Aggregation, what: string, of: (recording: RecordingAnalysis) => number | null): RepeatedMetric {
  return { key, what, unit, from: 'recordings', aggregation, read: (recording) => [{ name: '', value: of(recording) }] };
}

/** The load curve of one recording, always over the rate: in which unit the curve of the report is drawn may change from base to head. */
function curveOf({ phases }: RecordingAnalysis) {
  const levels = phases.flatMap(({ phaseKind, achievedRate, medianHardBytes }) =>
    phaseKind === 'level' && achievedRate !== null && medianHardBytes !== null ? [{ x: achievedRate, y: medianHardBytes }] : [],
  );
  return theilSen({ xs: levels.map(({ x }) => x), ys: levels.map(({ y }) => y) });
}

export const runMetrics: readonly RepeatedMetric[] = [
  ofRun('startupPeakBytes', 'bytes', 'worst', 'highest memory use before the workload was ready', ({ startupPeakBytes }) => startupPeakBytes),
  ofRun('retainedBytes', 'bytes', 'worst', 'memory still held after cooldown, above idle', ({ retainedBytes }) => retainedBytes),
  ofRun('readyMs', 'ms', 'worst', 'time to readiness', ({ readyMs }) => readyMs),
  ofRun('restarts', 'count', 'worst', 'restarts in one recording', ({ restarts }) => restarts),
  ofRun('kills', 'count', 'worst', 'kills in one loose-limit recording', ({ kills }) => kills.length),
  ofRun('leak.bytesPerHour', 'bytes/h', 'median', 'growth inside levels', ({ growth }) => growth?.bytesPerHour ?? null),
  ofRun('loadCurve.bytesPerUnit', 'bytes', 'median', 'memory for each further iteration a second', (recording) => curveOf(recording)?.slope ?? null),
  ofRun('loadCurve.baseBytes', 'bytes', 'median', 'memory without load, by the load curve', (recording) => curveOf(recording)?.intercept ?? null),
];
