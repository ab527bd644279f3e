import type { Death, PhaseAnalysis, Quality, RecordingAnalysis } from '../../src/analysis/document.ts';
import type { LeakVerdict } from '../../src/analysis/leak/document.ts';
import type { Plan, Variant } from '../../src/plan/plan.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { type Next, nextVariant } from '../../src/verify/next.ts';
import { loadPlan } from './k6-plan.ts';

type Policy = Plan['policy'];

/** A plan as small as the search allows, with parts replaced. */
export function planWith(policy: Partial<Policy> = {}, currentLimitBytes?: number, objectives: Plan['objectives'] = {}): Plan {
  const plan = loadPlan({ idleMs: 5000, drainMs: 2000, cooldownMs: 10_000, timeoutMs: 5000 });
  return {
    ...plan,
    name: 'simulated',
    workload: { ...plan.workload, ...(currentLimitBytes === undefined ? {} : { currentLimitBytes }) },
    objectives,
    policy: { ...plan.policy, ...policy },
    seed: 7,
  };
}

const quality: Quality = {
  ticksDue: 1000,
  ticksLate: 0,
  ticksMissed: 0,
  gaps: [],
  interrupted: false,
  hostBusyShare: 0.3,
  kernelLog: 'heard',
  coldCache: 'evicted',
  notes: [],
};

export const calmLevel = { p99Ms: 40, errorRate: 0, droppedIterations: 0, memoryStall: 0, refaultsPerSecond: 0 };

export function levelPhase(rate: number, changes: Partial<PhaseAnalysis> = {}): PhaseAnalysis {
  return {
    name: `level-${rate}`,
    phaseKind: 'level',
    startMs: 10_000,
    endMs: 22_000,
    offeredRate: rate,
    achievedRate: rate,
    p50Ms: 10,
    concurrency: 1,
    peakBytes: { watermark: null, sampled: null, hardPart: null },
    watermarkOfPhase: true,
    medianHardBytes: null,
    medianFileBytes: null,
    cpuMillicores: rate * 5,
    throttledShare: 0,
    majorFaultsPerSecond: 0,
    ...calmLevel,
    ...changes,
  };
}

export function killOf(changes: Partial<Death> = {}): Death {
  return {
    tMs: 15_000,
    container: 'app',
    phase: 'level-50',
    pid: 4,
    comm: 'server',
    class: 'main-process',
    mainProcess: true,
    limitOwner: null,
    evidence: [{ source: 'kernel-log', text: 'Killed process 4 (server)', tMs: 15_000 }],
    confidence: 'certain',
    ...changes,
  };
}

/** A recording that went well at a limit, with parts replaced. */
export function recordingOf(variant: Variant, plan: Plan, changes: Partial<RecordingAnalysis> = {}): RecordingAnalysis {
  const rates = variant.load === 'ladder' ? plan.load.levels : [plan.load.peak];
  return {
    recording: `${String(variant.index).padStart(3, '0')}-${variant.purpose}`,
    purpose: variant.purpose,
    limitBytes: variant.limitBytes,
    seed: variant.seed,
    loadFactor: variant.loadFactor,
    outcome: 'completed',
    durationMs: variant.load === 'ladder' ? 79_000 : 21_000,
    quality,
    phases: rates.map((rate) => levelPhase(rate * variant.loadFactor)),
    peakBytes: { watermark: 100 * MiB, sampled: 99 * MiB, hardPart: 97 * MiB },
    startupPeakBytes: 20 * MiB,
    startupFileBytes: 10 * MiB,
    readyMs: 800,
    uncensored: true,
    limitHits: 0,
    deaths: [],
    kills: [],
    restarts: 0,
    holders: [],
    retainedBytes: 0,
    ...changes,
  };
}

export function killed(recording: RecordingAnalysis, changes: Partial<Death> = {}): RecordingAnalysis {
  const death = killOf(changes);
  return { ...recording, outcome: 'stopped-at-kill', uncensored: false, limitHits: 5, deaths: [death], kills: [death] };
}

export function harmed(recording: RecordingAnalysis): RecordingAnalysis {
  return { ...recording, phases: recording.phases.map((phase) => ({ ...phase, p99Ms: 900, errorRate: 0.05, refaultsPerSecond: 9000 })) };
}

/** What a workload does at a limit with a seed. */
export type World = (variant: Variant, plan: Plan) => RecordingAnalysis;

/** A number in [0, 1) that depends on nothing but its arguments. */
export function chance(...values: number[]): number {
  let h = 0x9e3779b9;
  for (const value of values) {
    h = Math.imul(h ^ (value >>> 0), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
  }
  return (h >>> 0) / 2 ** 32;
}

/** Standard normal, twelve uniforms. */
function gauss(seed: number): number {
  let sum = -6;
  for (let i = 0; i < 12; i += 1) sum += chance(seed, i + 1);
  return sum;
}

/** What is held is what is needed: killed as soon as the peak of this run is above the limit. */
export function rigidWorld(peakBytes: number, spread = 0): World {
  return (variant, plan) => {
    const peak = peakBytes * variant.loadFactor * (1 + spread * gauss(variant.seed));
    const fits = peak <= variant.limitBytes;
    const held = Math.min(peak, variant.limitBytes);
    const run = recordingOf(variant, plan, { peakBytes: { watermark: held, sampled: held * 0.98, hardPart: held * 0.98 } });
    return fits ? run : killed(run);
  };
}

/** Cache fills what is there; it is unharmed from `needBytes` on and killed only below `surviveBytes`. Between the two it starves. */
export function elasticWorld(held: { watermark: number; hardPart: number }, needBytes: number, surviveBytes: number, edge: World | null = null): World {
  return (variant, plan) => {
    const scale = variant.loadFactor;
    const run = recordingOf(variant, plan, {
      peakBytes: { watermark: Math.min(held.watermark, variant.limitBytes), sampled: null, hardPart: Math.min(held.hardPart, variant.limitBytes) },
      uncensored: variant.limitBytes >= held.watermark,
      limitHits: variant.limitBytes >= held.watermark ? 0 : 400,
    });
    if (variant.limitBytes < surviveBytes * scale) return killed(run);
    if (variant.limitBytes < needBytes * scale) return harmed(run);
    return edge === null ? run : edge(variant, plan);
  };
}

export const noLeak: LeakVerdict = { verdict: 'flat', bytesPerHour: null, interval: null, detectableBytesPerHour: 50 * MiB, why: 'flat' };

export interface Finished {
  readonly history: RecordingAnalysis[];
  readonly why: string;
}

export interface Simulation {
  readonly plan: Plan;
  readonly world: World;
  readonly looseLimitBytes: number;
  readonly leak?: LeakVerdict;
  readonly timeBudgetMs?: number;
  readonly history?: readonly RecordingAnalysis[];
}

/** Asks and runs until the search is done; fails when it is not done after far more runs than any budget allows. */
export function runToEnd({ history: before = [], world, leak = noLeak, ...input }: Simulation): Finished {
  const history = [...before];
  for (let i = 0; i < 200; i += 1) {
    const next: Next = nextVariant({ ...input, leak, history });
    if (next.kind === 'done') return { history, why: next.why };
    history.push(world(next.variant, input.plan));
  }
  throw new Error('the search does not end');
}
