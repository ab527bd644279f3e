import type { ScalingRules } from './controller-defaults.ts';

/** A change of the replica count in one direction, as a positive number. */
export interface ScaleEvent {
  readonly atMs: number;
  readonly change: number;
}

export interface Recommended {
  readonly atMs: number;
  readonly replicas: number;
}

/** What the controller remembers of one HPA. */
export interface ScalingHistory {
  readonly recommendations: readonly Recommended[];
  readonly ups: readonly ScaleEvent[];
  readonly downs: readonly ScaleEvent[];
}

export interface ScalingBounds {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly scaleUp: ScalingRules;
  readonly scaleDown: ScalingRules;
}

function changed(events: readonly ScaleEvent[], periodMs: number, nowMs: number): number {
  return events.filter(({ atMs }) => atMs > nowMs - periodMs).reduce((sum, { change }) => sum + change, 0);
}

/** How far the policies of one direction let the count go. A percentage is rounded away from the current count upwards, cut off downwards. */
function rateLimit(current: number, history: ScalingHistory, rules: ScalingRules, nowMs: number, direction: 1 | -1): number {
  if (rules.selectPolicy === 'Disabled') return current;
  const proposals = rules.policies.map(({ type, value, periodMs }) => {
    const start = current - changed(history.ups, periodMs, nowMs) + changed(history.downs, periodMs, nowMs);
    if (type === 'Pods') return start + direction * value;
    const exact = start * (1 + (direction * value) / 100);
    return direction === 1 ? Math.ceil(exact) : Math.trunc(exact);
  });
  const widest = (rules.selectPolicy === 'Max') === (direction === 1);
  return widest ? Math.max(...proposals) : Math.min(...proposals);
}

/** Holds the count within the lowest and highest recommendation of the two windows. */
export function stabilized(current: number, desired: number, history: ScalingHistory, bounds: ScalingBounds, nowMs: number): number {
  const within = (windowMs: number) => history.recommendations.filter(({ atMs }) => atMs > nowMs - windowMs).map(({ replicas }) => replicas);
  const up = Math.min(desired, ...within(bounds.scaleUp.stabilizationMs));
  const down = Math.max(desired, ...within(bounds.scaleDown.stabilizationMs));
  return Math.min(Math.max(current, up), down);
}

/** Cuts a wish to what policies, minReplicas and maxReplicas allow. */
export function rateLimited(current: number, desired: number, history: ScalingHistory, bounds: ScalingBounds, nowMs: number): number {
  if (desired > current) {
    const limit = Math.max(current, rateLimit(current, history, bounds.scaleUp, nowMs, 1));
    return Math.min(desired, bounds.maxReplicas, limit);
  }
  if (desired < current) {
    const limit = Math.min(current, rateLimit(current, history, bounds.scaleDown, nowMs, -1));
    return Math.max(desired, bounds.minReplicas, limit);
  }
  return desired;
}

/**
 * What the controller sets, from what the metrics ask for. Source: kubernetes/kubernetes, pkg/controller/podautoscaler/horizontal.go,
 * normalizeDesiredReplicasWithBehaviors, stabilizeRecommendationWithBehaviors and convertDesiredReplicasWithBehaviorRate.
 */
export function normalized(current: number, desired: number, history: ScalingHistory, bounds: ScalingBounds, nowMs: number): number {
  return rateLimited(current, stabilized(current, desired, history, bounds, nowMs), history, bounds, nowMs);
}
