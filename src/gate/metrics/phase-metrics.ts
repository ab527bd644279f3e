import type { PhaseAnalysis } from '../../analysis/document.ts';
import type { Unit } from '../document.ts';
import type { RepeatedMetric } from './metric.ts';

/** Of load levels only: startup and idle serve nobody. */
function ofLevels(field: string, unit: Unit, what: string, of: (phase: PhaseAnalysis) => number | null | undefined): RepeatedMetric {
  return {
    key: `phases.*.${field}`,
    what,
    unit,
    from: 'recordings',
    aggregation: 'worst',
    read: ({ phases }) => phases.filter(({ phaseKind }) => phaseKind === 'level').map((phase) => ({ name: phase.name, value: of(phase) ?? null })),
  };
}

export const phaseMetrics: readonly RepeatedMetric[] = [
  ofLevels('p50Ms', 'ms', 'median latency of a level', ({ p50Ms }) => p50Ms),
  ofLevels('p99Ms', 'ms', '99th percentile of latency of a level', ({ p99Ms }) => p99Ms),
  ofLevels('errorRate', 'share', 'share of requests that failed at a level', ({ errorRate }) => errorRate),
  ofLevels('droppedIterations', 'count', 'iterations that k6 could not start in time at a level', ({ droppedIterations }) => droppedIterations),
  ofLevels('throttledShare', 'share', 'share of periods in which a level was throttled by the CPU limit', ({ throttledShare }) => throttledShare),
  ofLevels('memoryStall', 'share', 'share of time in which a level waited for memory', ({ memoryStall }) => memoryStall),
  ofLevels('medianHardBytes', 'bytes', 'memory that cannot be reclaimed, median of a level', ({ medianHardBytes }) => medianHardBytes),
  ofLevels('workingSet10sBytes', 'bytes', 'highest working set held for 10 s at a level', ({ workingSet10sBytes }) => workingSet10sBytes),
];
