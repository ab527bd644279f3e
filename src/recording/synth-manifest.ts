import type { Plan } from '../plan/plan.ts';
import { type RecordingManifest, recordingKind, recordingSchemaVersion } from './manifest.ts';
import type { SyntheticSpec } from './synth-spec.ts';

function syntheticPlan(spec: SyntheticSpec): Plan {
  const rates = spec.phases.flatMap((phase) => (phase.rate === undefined ? [] : [phase.rate]));
  const levels = rates.length > 0 ? [...new Set(rates)].sort((a, b) => a - b) : [1];
  const peak = levels.at(-1) as number;
  const level = spec.phases.find((phase) => phase.phaseKind === 'level');
  return {
    apiVersion: 'highwater/v1',
    name: 'synthetic',
    target: { kind: 'local' },
    workload: { manifests: [], container: 'app', cpuMillicores: 500 },
    load: {
      script: 'load.ts',
      profile: 'ladder',
      levels,
      holdMs: level?.durationMs ?? 0,
      settleMs: level?.settleMs ?? 0,
      idleMs: 0,
      drainMs: 0,
      cooldownMs: 0,
      timeoutMs: 10_000,
      expected: peak,
      peak,
    },
    objectives: { errorRateMax: 0.01, p99MaxMs: 300 },
    policy: {
      killRisk: 0.01,
      confidence: 0.95,
      recordings: 3,
      confirmations: 3,
      overload: 1.2,
      maxRuns: 12,
      step: { minBytes: 4 << 20, fraction: 0.02 },
      request: 'limit',
    },
    sampling: { hz: Math.min(100, Math.max(10, spec.hz)) },
    seed: 1,
    gate: {},
  };
}

/** The manifest of a synthetic recording: of no real machine, always the same for the same spec. */
export function syntheticManifest(spec: SyntheticSpec): RecordingManifest {
  return {
    kind: recordingKind,
    schemaVersion: recordingSchemaVersion,
    toolVersion: '0.0.0-synthetic',
    runId: 'synthetic',
    plan: syntheticPlan(spec),
    planDigest: 'synthetic',
    variant: {
      index: spec.index ?? 1,
      purpose: spec.purpose ?? 'record',
      limitBytes: spec.limitBytes,
      seed: spec.seed,
      load: 'ladder',
      loadFactor: 1,
      stopAtFirstKill: false,
    },
    fingerprint: {
      architecture: 'x64',
      kernel: '0.0.0',
      cpuModel: 'synthetic',
      cores: 2,
      memoryTotalBytes: 2 ** 34,
      pageSizeBytes: 4096,
      cgroupVersion: spec.cgroupVersion,
      transparentHugePages: 'never',
      swapTotalBytes: 0,
      damonReclaim: false,
      pinned: false,
      visibleCores: 2,
      k6Version: 'synthetic',
      scriptDigest: 'synthetic',
    },
    clock: { startedAt: '2000-01-01T00:00:00.000Z', monotonicMs: 0 },
  };
}
