import type { Survey } from '../survey.ts';
import { controllerDefaults } from './controller-defaults.ts';
import type { Hpa } from './document.ts';
import { hpaPolicy } from './hpa-policy.ts';
import { podReadyOf } from './pod-ready.ts';
import { steepestGrowth } from './threshold.ts';

/** How fast the load grows, and how long a new pod takes to help. */
export interface Ramping {
  readonly growthPerSecond: number;
  readonly growthSource: 'plan' | 'assumed';
  readonly podReadySeconds: number;
  readonly podReadySource: 'measured' | 'assumed';
  readonly lagSeconds: number;
}

/** Growth 0 is what a plan without one resolves to: no ramp at all is nobody's traffic, so one is assumed and named. */
export function rampingOf(survey: Survey): Ramping {
  const stated = survey.plan.traffic?.growthPerSecond ?? 0;
  const podReady = podReadyOf(survey);
  const podReadySeconds = Math.ceil(podReady.ms / 1000);
  return {
    growthPerSecond: stated > 0 ? stated : hpaPolicy.assumedGrowthPerSecond,
    growthSource: stated > 0 ? 'plan' : 'assumed',
    podReadySeconds,
    podReadySource: podReady.source,
    lagSeconds: (hpaPolicy.metricAgeMs + controllerDefaults.syncPeriodMs) / 1000 + podReadySeconds,
  };
}

const percentOf = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;

/** `threshold` of the document: the fraction, the steepest ramp it survives, and what the lag is made of. */
export function thresholdField(ramping: Ramping, fraction: number): NonNullable<Hpa['threshold']> {
  const { growthPerSecond, growthSource, podReadySeconds, podReadySource, lagSeconds } = ramping;
  const terms = { highest: hpaPolicy.highestLoad, tolerance: controllerDefaults.tolerance, lagSeconds };
  const growth = `${percentOf(growthPerSecond)} a second${growthSource === 'assumed' ? ' (assumed: the plan states no traffic.growth)' : ''}`;
  const ready = `${podReadySeconds} s until a new pod is ready${podReadySource === 'assumed' ? ' (assumed: start of the process, and what a cluster adds)' : ''}`;
  const lag = `${hpaPolicy.metricAgeMs / 1000} s until the metric shows it, ${controllerDefaults.syncPeriodMs / 1000} s until the controller looks, ${ready}`;
  return {
    ...ramping,
    fraction: Number(fraction.toPrecision(3)),
    steepestGrowthPerSecond: Number(Math.max(0, steepestGrowth(fraction, terms)).toPrecision(3)),
    why: `the controller tolerates ${percentOf(controllerDefaults.tolerance)} above the target; then the load grows by ${growth} for ${lagSeconds} s: ${lag}`,
  };
}
