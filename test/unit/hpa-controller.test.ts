import { describe, expect, it } from 'vitest';
import { groupPods, type PodMetric, type PodState } from '../../src/recommend/hpa/pod-groups.ts';
import { resourceReplicas } from '../../src/recommend/hpa/replica-calculator.ts';
import { rateLimited, stabilized } from '../../src/recommend/hpa/scaling-rules.ts';
import { type CalculatorCase, calculatorCases, type GroupCase, groupCases } from './hpa/controller-cases.ts';
import { defaults, ruleCases, stabilizationCases } from './hpa/scaling-cases.ts';

const nowMs = 1e9;
/** Of those tests: defaultTestingCPUInitializationPeriod, defaultTestingDelayOfInitialReadinessStatus. */
const readiness = { cpuInitializationPeriodMs: 120_000, initialReadinessDelayMs: 10_000 };
const longAgoMs = nowMs - 1e9;

function podsOf(test: CalculatorCase): PodState[] {
  const count = Math.max(test.current, test.phase?.length ?? 0, test.deleted?.length ?? 0);
  return Array.from({ length: count }, (_, i) => ({
    name: `pod-${i}`,
    phase: test.phase?.[i] ?? 'Running',
    deleted: test.deleted?.[i] ?? false,
    startMs: test.startedAgo === undefined ? longAgoMs : nowMs - (test.startedAgo[i] ?? 0) * 1000,
    ready: { is: test.ready?.[i] ?? true, sinceMs: longAgoMs },
  }));
}

/** Metrics carry no time in these tests, and a window of a minute. */
function metricsOf({ levels, foreign }: CalculatorCase): Map<string, PodMetric> {
  const name = (i: number) => (foreign ? 'an-older-pod-name' : `pod-${i}`);
  return new Map(levels.map((value, i) => [name(i), { value, timestampMs: longAgoMs, windowMs: 60_000 }]));
}

function calculated(test: CalculatorCase) {
  const pods = podsOf(test);
  const requests = new Map(pods.flatMap(({ name }, i) => (test.requests && i >= test.requests.length ? [] : [[name, test.requests?.[i] ?? 1000] as const])));
  return resourceReplicas({
    currentReplicas: test.current,
    pods,
    metrics: metricsOf(test),
    requests,
    resource: 'cpu',
    targetPercent: test.target,
    tolerance: 0.1,
    readiness,
    nowMs,
  });
}

function grouped(test: GroupCase): string {
  const at = (ago: number) => nowMs - ago * 1000;
  const pod: PodState = {
    name: 'a',
    phase: test.phase ?? 'Succeeded',
    deleted: false,
    startMs: test.startedAgo === undefined ? undefined : at(test.startedAgo),
    ready: test.ready && { is: test.ready.is, sinceMs: at(test.ready.ago) },
  };
  const metrics = new Map(test.metric ? [['a', { value: 1, timestampMs: at(test.metric.ago), windowMs: test.metric.windowSeconds * 1000 }] as const] : []);
  const groups = groupPods([pod], metrics, test.resource, readiness, nowMs);
  if (groups.ignored.has('a')) return 'ignored';
  return groups.missing.has('a') ? 'missing' : groups.readyCount === 1 ? 'ready' : 'nothing';
}

describe("the controller's own cases", () => {
  it.each(calculatorCases)('replica_calculator_test.go: $name', (test) => {
    const result = calculated(test);
    expect(result?.replicas).toBe(test.expected);
    expect(result?.utilizationPercent).toBe(test.percent);
  });

  it.each(groupCases)('TestGroupPods: $name', (test) => {
    expect(grouped(test)).toBe(test.expected);
  });

  it.each(ruleCases)('TestScalingWithRules: $name', (test) => {
    const at = (events: readonly { agoMs: number; change: number }[] = []) => events.map(({ agoMs, change }) => ({ atMs: nowMs - agoMs, change }));
    const history = { recommendations: [], ups: at(test.ups), downs: at(test.downs) };
    const bounds = { minReplicas: test.min, maxReplicas: test.max, scaleUp: test.up ?? defaults.scaleUp, scaleDown: test.down ?? defaults.scaleDown };
    expect(rateLimited(test.current, test.desired, history, bounds, nowMs)).toBe(test.expected);
  });

  it.each(stabilizationCases)('TestNormalizeDesiredReplicasWithBehavior: $name', (test) => {
    const recommendations = test.recommendations.map(([replicas, minutes]) => ({ replicas, atMs: nowMs - minutes * 60_000 }));
    const scaleUp = { ...defaults.scaleUp, stabilizationMs: test.upSeconds * 1000 };
    const scaleDown = { ...defaults.scaleDown, stabilizationMs: test.downSeconds * 1000 };
    const bounds = { minReplicas: 1, maxReplicas: 1000, scaleUp, scaleDown };
    expect(stabilized(test.current, test.desired, { recommendations, ups: [], downs: [] }, bounds, nowMs)).toBe(test.expected);
  });
});

describe('what those cases do not reach', () => {
  const running = (name: string): PodState => ({ name, phase: 'Running', deleted: false, startMs: longAgoMs, ready: { is: true, sinceMs: longAgoMs } });
  const pods = ['a', 'b', 'c'].map(running);
  const shared = { currentReplicas: 3, pods, requests: new Map(pods.map(({ name }) => [name, 100])), tolerance: 0.1, readiness, nowMs } as const;
  const metric = (value: number) => ({ value, timestampMs: nowMs, windowMs: 15_000 });

  it('takes a missing pod for the target, not the request, where the target is above the request', () => {
    const metrics = new Map([
      ['a', metric(150)],
      ['b', metric(150)],
    ] as const);
    expect(resourceReplicas({ ...shared, metrics, resource: 'cpu', targetPercent: 200 })?.replicas).toBe(3);
    expect(
      resourceReplicas({
        ...shared,
        metrics: new Map([
          ['a', metric(20)],
          ['b', metric(20)],
        ] as const),
        resource: 'cpu',
        targetPercent: 200,
      })?.replicas,
    ).toBe(2);
  });

  it('counts a starting pod for memory, where it does not for CPU', () => {
    const starting = { ...running('c'), startMs: nowMs - 5000, ready: { is: false, sinceMs: nowMs - 5000 } };
    const metrics = new Map([
      ['a', metric(100)],
      ['b', metric(100)],
      ['c', metric(10)],
    ] as const);
    const input = { ...shared, pods: [...pods.slice(0, 2), starting], metrics, targetPercent: 50 };
    expect(resourceReplicas({ ...input, resource: 'memory' })?.replicas).toBe(5);
    expect(resourceReplicas({ ...input, resource: 'cpu' })?.replicas).toBe(4);
  });
});
