/**
 * Cases of the controller's own tests: kubernetes/kubernetes, pkg/controller/podautoscaler/replica_calculator_test.go (one function each, by
 * its name without `TestReplicaCalc`) and TestGroupPods of the same file. There a pod has two containers that report the same level each and
 * request the same each, so levels and requests are those of one container. Times are seconds before now.
 */
export interface CalculatorCase {
  readonly name: string;
  readonly current: number;
  /** Undefined where the controller returns an error. */
  readonly expected: number | undefined;
  readonly percent?: number;
  readonly target: number;
  /** Millicores of each pod with a metric, in order of the pods. */
  readonly levels: readonly number[];
  readonly requests?: readonly number[];
  readonly ready?: readonly boolean[];
  readonly startedAgo?: readonly number[];
  readonly phase?: readonly ('Running' | 'Pending' | 'Failed')[];
  readonly deleted?: readonly boolean[];
  /** The only metric is that of a pod that is gone. */
  readonly foreign?: boolean;
}

/** hotCPUCreationTime is now, coolCPUCreationTime ten minutes ago; the cpuInitializationPeriod of the tests is two minutes. */
const hot = 0;
const cool = 600;
const F = false;
const T = true;

export const calculatorCases: readonly CalculatorCase[] = [
  { name: 'DisjointResourcesMetrics', current: 1, expected: undefined, target: 100, levels: [100], foreign: true },
  { name: 'ScaleUp', current: 3, expected: 5, percent: 50, target: 30, levels: [300, 500, 700] },
  { name: 'ScaleUpUnreadyLessScale', current: 3, expected: 4, percent: 60, target: 30, levels: [300, 500, 700], ready: [F, T, T] },
  { name: 'ScaleUpHotCpuLessScale', current: 3, expected: 4, percent: 60, target: 30, levels: [300, 500, 700], startedAgo: [hot, cool, cool] },
  { name: 'ScaleUpUnreadyNoScale', current: 3, expected: 3, percent: 40, target: 30, levels: [400, 500, 700], ready: [T, F, F] },
  { name: 'ScaleHotCpuNoScale', current: 3, expected: 3, percent: 40, target: 30, levels: [400, 500, 700], ready: [T, F, F], startedAgo: [cool, hot, hot] },
  {
    name: 'ScaleUpIgnoresFailedPods',
    current: 2,
    expected: 4,
    percent: 60,
    target: 30,
    levels: [500, 700],
    ready: [T, T, F, F],
    phase: ['Running', 'Running', 'Failed', 'Failed'],
  },
  { name: 'ScaleUpIgnoresDeletionPods', current: 2, expected: 4, percent: 60, target: 30, levels: [500, 700], ready: [T, T, F, F], deleted: [F, F, T, T] },
  { name: 'ScaleDown', current: 5, expected: 3, percent: 28, target: 50, levels: [100, 300, 500, 250, 250] },
  { name: 'ScaleDownIncludeUnreadyPods', current: 5, expected: 2, percent: 30, target: 50, levels: [100, 300, 500, 250, 250], ready: [T, T, T, F, F] },
  {
    name: 'ScaleDownExcludeUnscheduledPods',
    current: 5,
    expected: 1,
    percent: 10,
    target: 50,
    levels: [100],
    ready: [T, F, F, F, F],
    phase: ['Running', 'Pending', 'Pending', 'Pending', 'Pending'],
  },
  {
    name: 'ScaleDownIgnoreHotCpuPods',
    current: 5,
    expected: 2,
    percent: 30,
    target: 50,
    levels: [100, 300, 500, 250, 250],
    startedAgo: [cool, cool, cool, hot, hot],
  },
  {
    name: 'ScaleDownIgnoresFailedPods',
    current: 5,
    expected: 3,
    percent: 28,
    target: 50,
    levels: [100, 300, 500, 250, 250],
    phase: ['Running', 'Running', 'Running', 'Running', 'Running', 'Failed', 'Failed'],
  },
  {
    name: 'ScaleDownIgnoresDeletionPods',
    current: 5,
    expected: 3,
    percent: 28,
    target: 50,
    levels: [100, 300, 500, 250, 250],
    deleted: [F, F, F, F, F, T, T],
  },
  { name: 'Tolerance', current: 3, expected: 3, percent: 102, target: 100, levels: [1010, 1030, 1020], requests: [900, 1000, 1100] },
  { name: 'SuperfluousMetrics', current: 4, expected: 24, percent: 587, target: 100, levels: [4000, 9500, 3000, 7000, 3200, 2000] },
  { name: 'MissingMetrics', current: 4, expected: 3, percent: 24, target: 100, levels: [400, 95] },
  { name: 'EmptyMetrics', current: 4, expected: undefined, target: 100, levels: [] },
  { name: 'EmptyCPURequest', current: 1, expected: undefined, target: 100, levels: [200], requests: [] },
  { name: 'MissingMetricsNoChangeEq', current: 2, expected: 2, percent: 100, target: 100, levels: [1000] },
  { name: 'MissingMetricsNoChangeGt', current: 2, expected: 2, percent: 190, target: 100, levels: [1900] },
  { name: 'MissingMetricsNoChangeLt', current: 2, expected: 2, percent: 60, target: 100, levels: [600] },
  { name: 'MissingMetricsUnreadyChange', current: 3, expected: 3, percent: 45, target: 50, levels: [100, 450], ready: [F, T, T] },
  { name: 'MissingMetricsHotCpuNoChange', current: 3, expected: 3, percent: 45, target: 50, levels: [100, 450], startedAgo: [hot, cool, cool] },
  { name: 'MissingMetricsUnreadyScaleUp', current: 3, expected: 4, percent: 200, target: 50, levels: [100, 2000], ready: [F, T, T] },
  {
    name: 'MissingMetricsHotCpuScaleUp',
    current: 3,
    expected: 4,
    percent: 200,
    target: 50,
    levels: [100, 2000],
    ready: [F, T, T],
    startedAgo: [hot, cool, cool],
  },
  { name: 'MissingMetricsUnreadyScaleDown', current: 4, expected: 3, percent: 10, target: 50, levels: [100, 100, 100], ready: [F, T, T, T] },
  { name: 'DuringRollingUpdateWithMaxSurge', current: 2, expected: 2, percent: 10, target: 50, levels: [100, 100], phase: ['Running', 'Running', 'Running'] },
  // requested/used = 2, tolerance 0.1: a target of 56.5 % cut to 56 is just beyond the tolerance, 55.9 % cut to 55 just within.
  { name: 'ComputedToleranceAlgImplementation, scales', current: 10, expected: 9, percent: 50, target: 56, levels: Array(10).fill(150), requests: jittered() },
  { name: 'ComputedToleranceAlgImplementation, holds', current: 10, expected: 10, percent: 50, target: 55, levels: Array(10).fill(150), requests: jittered() },
];

function jittered(): number[] {
  return [100, -100, 10, -10, 2, -2, 1, -1, 0, 0].map((more) => 300 + more);
}

export interface GroupCase {
  readonly name: string;
  readonly resource: 'cpu' | 'memory';
  readonly startedAgo?: number;
  readonly ready?: { readonly is: boolean; readonly ago: number };
  readonly phase?: 'Pending';
  readonly metric?: { readonly ago: number; readonly windowSeconds: number };
  readonly expected: 'ready' | 'ignored' | 'missing';
}

const longAgo = 1e6;

export const groupCases: readonly GroupCase[] = [
  { name: 'count in a ready pod - memory', resource: 'memory', metric: { ago: 0, windowSeconds: 60 }, expected: 'ready' },
  { name: 'ignore a pod without ready condition - CPU', resource: 'cpu', startedAgo: 0, metric: { ago: longAgo, windowSeconds: 0 }, expected: 'ignored' },
  {
    name: 'count in a ready pod with fresh metrics during initialization period - CPU',
    resource: 'cpu',
    startedAgo: 60,
    ready: { is: true, ago: 30 },
    metric: { ago: 0, windowSeconds: 30 },
    expected: 'ready',
  },
  {
    name: 'ignore a ready pod without fresh metrics during initialization period - CPU',
    resource: 'cpu',
    startedAgo: 60,
    ready: { is: true, ago: 30 },
    metric: { ago: 0, windowSeconds: 60 },
    expected: 'ignored',
  },
  {
    name: 'ignore an unready pod during initialization period - CPU',
    resource: 'cpu',
    startedAgo: 600,
    ready: { is: false, ago: 594 },
    metric: { ago: longAgo, windowSeconds: 0 },
    expected: 'ignored',
  },
  {
    name: 'count in a ready pod without fresh metrics after initialization period - CPU',
    resource: 'cpu',
    startedAgo: 180,
    ready: { is: true, ago: 180 },
    metric: { ago: 120, windowSeconds: 60 },
    expected: 'ready',
  },
  {
    name: 'count in an unready pod that was ready after initialization period - CPU',
    resource: 'cpu',
    startedAgo: 600,
    ready: { is: false, ago: 540 },
    metric: { ago: longAgo, windowSeconds: 0 },
    expected: 'ready',
  },
  {
    name: 'ignore pod that has never been ready after initialization period - CPU',
    resource: 'cpu',
    startedAgo: 600,
    ready: { is: false, ago: 590 },
    metric: { ago: longAgo, windowSeconds: 0 },
    expected: 'ready',
  },
  { name: 'a missing pod', resource: 'cpu', startedAgo: 180, expected: 'missing' },
  { name: 'pending pods are ignored', resource: 'cpu', phase: 'Pending', expected: 'ignored' },
];
