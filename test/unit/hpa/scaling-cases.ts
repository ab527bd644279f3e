import type { ScalingRules } from '../../../src/recommend/hpa/controller-defaults.ts';
import { defaultScaleDown, defaultScaleUp } from '../../../src/recommend/hpa/controller-defaults.ts';

/** Cases of TestScalingWithRules and TestNormalizeDesiredReplicasWithBehavior: kubernetes/kubernetes, pkg/controller/podautoscaler/horizontal_test.go. */
export interface RuleCase {
  readonly name: string;
  readonly current: number;
  readonly desired: number;
  readonly min: number;
  readonly max: number;
  readonly expected: number;
  readonly up?: ScalingRules;
  readonly down?: ScalingRules;
  readonly ups?: readonly Event[];
  readonly downs?: readonly Event[];
}

interface Event {
  readonly agoMs: number;
  readonly change: number;
}

/** generateScalingRules of that test: a policy for each value that is not zero. */
function rules(pods: number, podsPeriodSeconds: number, percent: number, percentPeriodSeconds: number): ScalingRules {
  const policies = [
    ...(pods === 0 ? [] : [{ type: 'Pods', value: pods, periodMs: podsPeriodSeconds * 1000 } as const]),
    ...(percent === 0 ? [] : [{ type: 'Percent', value: percent, periodMs: percentPeriodSeconds * 1000 } as const]),
  ];
  return { stabilizationMs: 0, selectPolicy: 'Max', policies };
}

/** generateEventsUniformDistribution of that test: each event in the middle of its share of the time. */
function spread(changes: readonly number[], seconds: number): Event[] {
  const share = seconds / changes.length;
  return changes.map((change, index) => ({ change, agoMs: Math.trunc(seconds - share * (index + 1) + share / 2) * 1000 }));
}

const three = spread([1, 5, 9], 120);
const tens = spread([10, 10, 10], 120);
const four = spread([8, 12, 9, 11], 120);

export const ruleCases: readonly RuleCase[] = [
  { name: 'desired within range', current: 5, desired: 7, min: 3, max: 8, expected: 7 },
  { name: 'desired < minReplicas', current: 3, desired: 1, min: 2, max: 8, expected: 2 },
  { name: 'minReplicas is 0', current: 1, desired: 0, min: 0, max: 10, expected: 0 },
  { name: 'maxReplicas < scaleUpLimit', current: 20, desired: 1000, min: 1, max: 10, expected: 10 },
  { name: 'desired > maxReplicas', current: 100, desired: 1000, min: 100, max: 150, expected: 150 },
  { name: 'scaleUpLimit < maxReplicas, user policies', current: 3, desired: 1000, min: 1, max: 2000, expected: 4, up: rules(0, 0, 1, 60) },
  { name: 'scaleDownLimit > minReplicas, user policies', current: 1000, desired: 3, min: 3, max: 2000, expected: 980, down: rules(20, 60, 0, 0) },
  { name: 'up, default behaviour', current: 10, desired: 50, min: 1, max: 1000, expected: 20 },
  { name: 'up, pods policy larger than percent', current: 10, desired: 500, min: 1, max: 1000, expected: 110, up: rules(100, 60, 100, 60) },
  { name: 'up, percent policy larger than pods', current: 10, desired: 500, min: 1, max: 1000, expected: 20, up: rules(2, 60, 100, 60) },
  { name: 'up, large pods policy', current: 10, desired: 50, min: 1, max: 1000, expected: 50, up: rules(100, 60, 0, 0) },
  { name: 'up, very large pods policy', current: 10, desired: 50, min: 1, max: 1000, expected: 50, up: rules(10000, 60, 0, 0) },
  { name: 'up, pods policy limits', current: 10, desired: 50, min: 1, max: 1000, expected: 40, up: rules(30, 60, 0, 0) },
  { name: 'up, percent policy limits', current: 10, desired: 50, min: 1, max: 1000, expected: 30, up: rules(0, 0, 200, 60) },
  { name: 'down, pods policy larger than percent', current: 100, desired: 2, min: 1, max: 1000, expected: 80, down: rules(20, 60, 1, 60) },
  { name: 'down, small pods policy', current: 100, desired: 2, min: 1, max: 1000, expected: 98, down: rules(2, 60, 1, 60) },
  { name: 'down, minReplicas with large pods policy', current: 10, desired: 0, min: 1, max: 1000, expected: 1, down: rules(100, 60, 0, 0) },
  { name: 'down, minReplicas with large percent policy', current: 10, desired: 2, min: 5, max: 1000, expected: 5, down: rules(0, 0, 100, 60) },
  { name: 'down, pods policy limits', current: 10, desired: 2, min: 1, max: 1000, expected: 5, down: rules(5, 60, 0, 0) },
  { name: 'down, percent policy does not limit', current: 10, desired: 5, min: 1, max: 1000, expected: 5, down: rules(0, 0, 50, 60) },
  { name: 'up, maxReplicas, pods policy, events', current: 100, desired: 500, min: 1, max: 200, expected: 200, up: rules(300, 60, 0, 0), ups: three },
  { name: 'up, maxReplicas, percent policy, events', current: 100, desired: 500, min: 1, max: 200, expected: 200, up: rules(0, 0, 10000, 60), ups: three },
  { name: 'up, many recent events', current: 100, desired: 500, min: 1, max: 1000, expected: 100, up: rules(5, 120, 0, 0), ups: three },
  { name: 'up, pods policy and events', current: 100, desired: 500, min: 1, max: 1000, expected: 235, up: rules(150, 120, 0, 0), ups: three },
  { name: 'up, percent policy and events', current: 100, desired: 500, min: 1, max: 1000, expected: 255, up: rules(0, 0, 200, 120), ups: three },
  { name: 'down, default policy and events', current: 10, desired: 5, min: 1, max: 1000, expected: 5, downs: three },
  { name: 'down, large pods policy and events', current: 100, desired: 0, min: 1, max: 1000, expected: 1, down: rules(115, 120, 0, 0), downs: three },
  { name: 'down, minReplicas, pods policy, events', current: 100, desired: 0, min: 5, max: 1000, expected: 5, down: rules(130, 120, 0, 0), downs: three },
  { name: 'down, minReplicas, percent policy, events', current: 100, desired: 2, min: 5, max: 1000, expected: 5, down: rules(0, 0, 100, 120), downs: three },
  { name: 'down, pods policy limits, events', current: 100, desired: 2, min: 1, max: 1000, expected: 100, down: rules(5, 120, 0, 0), downs: three },
  {
    name: 'down, percent policy limits, events',
    current: 100,
    desired: 0,
    min: 1,
    max: 1000,
    expected: 56,
    down: rules(0, 0, 50, 120),
    downs: spread([2, 4, 6], 120),
  },
  { name: 'down, events prevent more', current: 100, desired: 0, min: 1, max: 1000, expected: 100, down: rules(0, 0, 10, 120), downs: tens },
  { name: 'down, events still allow more', current: 10, desired: 5, min: 1, max: 1000, expected: 5, down: rules(0, 0, 1000, 120), downs: tens },
  { name: 'up, old events of one policy', current: 100, desired: 200, min: 1, max: 1000, expected: 200, up: rules(1000, 60, 0, 0), ups: four },
  { name: 'up, two policies', current: 100, desired: 200, min: 1, max: 1000, expected: 200, up: rules(1000, 120, 100, 60), ups: four },
  { name: 'up, two policies, shorter period', current: 100, desired: 200, min: 1, max: 1000, expected: 200, up: rules(1000, 30, 100, 60), ups: four },
  { name: 'down, old events of one policy', current: 100, desired: 5, min: 1, max: 1000, expected: 5, down: rules(1000, 60, 0, 0), downs: four },
  { name: 'down, two policies', current: 100, desired: 5, min: 1, max: 1000, expected: 5, down: rules(1000, 120, 100, 60), downs: four },
  { name: 'down, two policies, shorter period', current: 100, desired: 5, min: 1, max: 1000, expected: 5, down: rules(1000, 30, 100, 60), downs: four },
];

export interface StabilizationCase {
  readonly name: string;
  /** Replicas and minutes ago. */
  readonly recommendations: readonly (readonly [number, number])[];
  readonly current: number;
  readonly desired: number;
  readonly expected: number;
  readonly upSeconds: number;
  readonly downSeconds: number;
}

const noWindow = { upSeconds: 0, downSeconds: 0 };
const four5 = [[4, 2] as const, [5, 1] as const];
const tenNine = [[10, 10] as const, [9, 9] as const];

export const stabilizationCases: readonly StabilizationCase[] = [
  { name: 'empty, down', recommendations: [], current: 100, desired: 5, expected: 5, ...noWindow },
  { name: 'simple scale down', recommendations: four5, current: 100, desired: 3, expected: 5, upSeconds: 0, downSeconds: 180 },
  { name: 'simple scale up', recommendations: four5, current: 1, desired: 7, expected: 4, upSeconds: 300, downSeconds: 0 },
  {
    name: 'no scale down stabilization',
    recommendations: [
      [1, 2],
      [2, 1],
    ],
    current: 100,
    desired: 3,
    expected: 3,
    upSeconds: 300,
    downSeconds: 0,
  },
  { name: 'no scale up stabilization', recommendations: four5, current: 1, desired: 3, expected: 3, upSeconds: 0, downSeconds: 300 },
  { name: 'down, all obsolete', recommendations: tenNine, current: 100, desired: 3, expected: 3, ...noWindow },
  { name: 'up, all obsolete', recommendations: tenNine, current: 1, desired: 100, expected: 100, ...noWindow },
  {
    name: 'down, some obsolete',
    recommendations: [
      [10, 10],
      [4, 1],
      [5, 2],
      [9, 9],
    ],
    current: 100,
    desired: 3,
    expected: 5,
    upSeconds: 0,
    downSeconds: 180,
  },
  {
    name: 'up, one obsolete',
    recommendations: [
      [10, 100],
      [6, 1],
      [5, 2],
      [9, 3],
    ],
    current: 1,
    desired: 100,
    expected: 5,
    upSeconds: 300,
    downSeconds: 0,
  },
];

export const defaults = { scaleUp: defaultScaleUp, scaleDown: defaultScaleDown };
