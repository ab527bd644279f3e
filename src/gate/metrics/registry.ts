import { containerMetrics } from './container-metrics.ts';
import type { Metric, RepeatedMetric } from './metric.ts';
import { phaseMetrics } from './phase-metrics.ts';
import { recommendationMetrics } from './recommendation-metrics.ts';
import { runMetrics } from './run-metrics.ts';

export const repeatedMetrics: readonly RepeatedMetric[] = [...containerMetrics, ...phaseMetrics, ...runMetrics];

/** Every number that an assertion may be about. */
export const metrics: readonly Metric[] = [...repeatedMetrics, ...recommendationMetrics];
