import { describe, expect, it } from 'vitest';
import type { Analysis, PhaseAnalysis, RecordingAnalysis } from '../../src/analysis/document.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { recommendationSchema } from '../../src/recommend/document.ts';
import { memoryTarget } from '../../src/recommend/hpa/memory-target.ts';
import type { PodModel } from '../../src/recommend/hpa/pod-model.ts';
import { replicasOf } from '../../src/recommend/hpa/replicas.ts';
import { steepestGrowth, thresholdOf } from '../../src/recommend/hpa/threshold.ts';
import { recommend } from '../../src/recommend/recommend.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { levelPhase, noLeak, planWith, rigidWorld, runToEnd, type World } from './simulated-world.ts';

const loose = 512 * MiB;
const traffic: NonNullable<Plan['traffic']> = { idle: 20, expected: 300, peak: 900, growthPerSecond: 0.005, failover: 1 };

/** Each level of a run with memory and CPU that follow the load, and an idle phase before it. */
function measured(world: World, at: (rate: number) => Partial<PhaseAnalysis>, run: Partial<RecordingAnalysis> = {}): World {
  return (variant, plan) => {
    const recording = world(variant, plan);
    const levels = recording.phases.map((phase) => ({ ...phase, ...at(phase.offeredRate ?? 0) }));
    return {
      ...recording,
      ...run,
      phases: [{ ...levelPhase(0), name: 'idle', phaseKind: 'idle', offeredRate: null, achievedRate: null, ...at(0) }, ...levels],
    };
  };
}

const follows = (base: number, slope: number) => (rate: number) => ({ cpuMillicores: 10 + 5 * rate, workingSet10sBytes: base + slope * rate });

function hpaOf(world: World, changes: Partial<Plan> = {}) {
  const plan = { ...planWith({}, 128 * MiB), ...changes };
  const { history, why } = runToEnd({ plan, world, looseLimitBytes: loose });
  const quality = (history[0] as RecordingAnalysis).quality;
  const analysis: Analysis = {
    ...{ kind: 'Analysis', schemaVersion: 1, runId: 'r', scenario: 's', quality, phases: [], loadCurve: null },
    ...{ kills: [], leak: noLeak, findings: [], recordings: history },
  };
  const result = recommendationSchema.parse(recommend({ plan, runId: 'r', looseLimitBytes: loose, analysis, stopped: why }));
  return { hpa: result.hpa as NonNullable<typeof result.hpa>, result };
}

describe('threshold', () => {
  it('is 1/(1 + tolerance) of what a pod carries without growth, and less the longer a pod takes', () => {
    const terms = { highest: 1, tolerance: 0.1, growthPerSecond: 0 };
    expect(thresholdOf({ ...terms, lagSeconds: 100 })).toBeCloseTo(1 / 1.1);
    expect(thresholdOf({ ...terms, growthPerSecond: 0.005, lagSeconds: 105 })).toBeCloseTo(0.596, 3);
    expect(thresholdOf({ ...terms, growthPerSecond: 0.01, lagSeconds: 165 })).toBeCloseTo(0.343, 3);
  });

  it('is never above the design formula, which lets the ramp begin at the target itself', () => {
    for (const growthPerSecond of [0, 0.001, 0.005, 0.02])
      for (const lagSeconds of [50, 105, 285])
        expect(thresholdOf({ highest: 1, tolerance: 0.1, growthPerSecond, lagSeconds })).toBeLessThanOrEqual(1 / (1.1 + growthPerSecond * lagSeconds));
  });

  it('survives exactly the growth that it was made for', () => {
    const terms = { highest: 1, tolerance: 0.1, lagSeconds: 105 };
    expect(steepestGrowth(thresholdOf({ ...terms, growthPerSecond: 0.005 }), terms)).toBeCloseTo(0.005);
  });
});

describe('replicas', () => {
  const input = { traffic, perPod: 50, threshold: 0.6, tolerance: 0.1 };

  it('covers idle, peak and the loss of a pod', () => {
    const { min, max, threshold } = replicasOf(input);
    expect(min).toBeGreaterThanOrEqual(2);
    expect(max).toBeGreaterThanOrEqual(Math.ceil((1.2 * 900) / (threshold * 50)));
    expect((min * threshold * 1.1) / (min - 1)).toBeLessThanOrEqual(1 + 1e-9);
  });

  it('lowers no threshold where no pod is to be lost', () => {
    expect(replicasOf({ ...input, traffic: { ...traffic, failover: 0 } })).toMatchObject({ min: 1, threshold: 0.6 });
  });

  it('takes the count that needs the fewest pods on a normal day', () => {
    const { min, threshold } = replicasOf({ ...input, threshold: 0.9 });
    const pods = (least: number, share: number) => Math.max(least, Math.ceil(300 / (share * 50)));
    const chosen = pods(min, threshold);
    for (let other = 2; other <= 12; other += 1) expect(chosen).toBeLessThanOrEqual(pods(other, Math.min(0.9, (other - 1) / other / 1.1)));
  });
});

describe('a memory target', () => {
  const model = (base: number, slope: number, kept: number): PodModel => ({
    cpuAtCapacity: 200,
    cpu: { base: 10, slope: 5 },
    memory: { base: base * MiB, slope: slope * MiB },
    memoryIs: 'working set',
    keptBytes: kept * MiB,
    peakBytesAtCapacity: 200 * MiB,
  });
  const input = { perPod: 50, threshold: 0.7, requestBytes: 400 * MiB, replicas: { min: 2, max: 30, idle: 2 } };

  it('is given where memory follows load and comes back', () => {
    expect(memoryTarget({ ...input, model: model(40, 6, 0) })).toMatchObject({ percent: 62 });
  });

  it('is refused where too little of it follows load', () => {
    expect(memoryTarget({ ...input, model: model(300, 2, 0) })).toMatch(/25 % of its memory follows the load/);
  });

  it('is refused where it is still held after the load, but not for noise', () => {
    expect(memoryTarget({ ...input, model: model(40, 6, 100) })).toMatch(/^of 300Mi that it gains under load 100Mi are still held at the end of cooldown/);
    expect(memoryTarget({ ...input, model: model(40, 6, 310) })).toMatch(/^nothing that it gains under load comes back: 310Mi more than before are still held/);
    expect(memoryTarget({ ...input, model: model(40, 6, 10) })).toHaveProperty('percent');
  });

  it('is refused where the count would stick, and says at how many', () => {
    // At idle 2 pods hold 144 MiB each of a target of 280: more than half of it, so the controller never goes to 1.
    expect(memoryTarget({ ...input, replicas: { min: 1, max: 30, idle: 2 }, model: model(140, 4, 0) })).toMatch(/stick at 2 replicas and not come down to 1/);
  });

  it('is refused without traffic', () => {
    expect(memoryTarget({ ...input, replicas: null, model: model(40, 6, 0) })).toMatch(/traffic/);
  });
});

describe('hpa of a recommendation', () => {
  const world = measured(rigidWorld(100 * MiB), follows(40 * MiB, MiB));

  it('scales by CPU, keeps every pod below what it carries, and says what that rests on', () => {
    const { hpa, result } = hpaOf(world, { traffic });
    const cpu = hpa.metrics.find(({ resource }) => resource === 'cpu');
    const peak = result.containers[0]?.cpu.requestMillicores as number;
    expect(hpa.capacity).toMatchObject({ perPod: 50, lowerBound: true, brokeAt: null });
    expect(cpu?.averageUtilization).toBeLessThanOrEqual(Math.floor((100 * (hpa.threshold?.fraction ?? 0) * 260) / peak) + 1);
    expect(hpa.replays.map(({ secondsAbove }) => secondsAbove)).toEqual([0, 0]);
    expect(hpa.replays.every(({ highestLoadPerPod }) => highestLoadPerPod <= 50)).toBe(true);
    expect(hpa.threshold).toMatchObject({ growthSource: 'plan', podReadySource: 'assumed' });
    expect(hpa.minReplicas).toBeGreaterThanOrEqual(2);
  });

  it('a target of 80 % is shown to ask pods for too much on the same ramps', () => {
    const { hpa } = hpaOf(world, { traffic: { ...traffic, growthPerSecond: 0.02 } });
    const usual = hpa.others.find(({ rule }) => rule === 'Kubernetes default');
    expect(usual?.holds).toBe(false);
    expect(hpa.replays.every(({ secondsAbove }) => secondsAbove === 0)).toBe(true);
  });

  it('gives thresholds without traffic, but no replica counts and no replay', () => {
    const { hpa } = hpaOf(world);
    expect(hpa.metrics.map(({ resource }) => resource)).toEqual(['cpu']);
    expect(hpa).toMatchObject({ minReplicas: null, maxReplicas: null, replays: [], threshold: { growthSource: 'assumed' } });
  });

  it('stops at the level below the first that broke an objective', () => {
    const slow = measured(rigidWorld(100 * MiB), (rate) => ({ ...follows(40 * MiB, MiB)(rate), p99Ms: rate > 40 ? 400 : 40 }));
    const { hpa } = hpaOf(slow, { traffic, objectives: { p99MaxMs: 300 } });
    expect(hpa.capacity).toMatchObject({ perPod: 40, lowerBound: false, brokeAt: 50 });
  });

  it('refuses CPU that does not follow the load, and one that is busy when idle', () => {
    const busy = measured(rigidWorld(100 * MiB), (rate) => ({ cpuMillicores: 900 + rate, workingSet10sBytes: 40 * MiB }));
    const { hpa } = hpaOf(busy, { traffic });
    expect(hpa.metrics).toEqual([]);
    expect(hpa.refused.find(({ resource }) => resource === 'cpu')?.why).toMatch(/of its CPU follows the load/);
  });

  it('says nothing without a limit', () => {
    const killed = measured(rigidWorld(900 * MiB), follows(40 * MiB, MiB));
    expect(hpaOf(killed, { traffic }).hpa).toMatchObject({ metrics: [], capacity: null });
  });
});
