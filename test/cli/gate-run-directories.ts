import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planDigest } from '../../src/plan/digest.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { writeSyntheticRecording } from '../../src/recording/synth.ts';
import { ladderPhases } from '../../src/recording/synth-ladder.ts';
import { syntheticManifest } from '../../src/recording/synth-manifest.ts';
import type { SyntheticSpec } from '../../src/recording/synth-spec.ts';
import { createRun } from '../../src/run/run-directory.ts';
import { MiB } from '../../src/shared/quantity.ts';

const looseLimitBytes = 1024 * MiB;
export const increaseGate = { 'containers.*.memory.peakBytes': ['error', { maxIncrease: '2%', floor: '4Mi' }] };

function spec(index: number, baseMiB: number, over: Partial<SyntheticSpec>): SyntheticSpec {
  return {
    index,
    seed: 40 + index,
    cgroupVersion: 2,
    hz: 10,
    phases: ladderPhases({ levels: [10, 30], holdMs: 3000, settleMs: 500, quietMs: 500, seed: index }),
    memory: { baseBytes: baseMiB * MiB, bytesPerRate: MiB, followMs: 300, noiseBytes: MiB },
    limitBytes: looseLimitBytes,
    ...over,
  };
}

export interface SyntheticRun {
  readonly runs: number;
  readonly baseMiB: number;
  readonly gate?: Record<string, unknown>;
  /** Recordings that the plan asks for, where it is not what there is. */
  readonly planned?: number;
  readonly over?: Partial<SyntheticSpec>;
}

/** A run directory as `highwater ci` leaves it, made without a load: the judging half cannot tell. */
export function writeRun(runDir: string, { runs, baseMiB, gate = increaseGate, planned = runs, over = {} }: SyntheticRun): string {
  const { plan: synthetic } = syntheticManifest(spec(1, baseMiB, over));
  const plan: Plan = { ...synthetic, gate, policy: { ...synthetic.policy, recordings: Math.max(1, planned) } };
  createRun(runDir, {
    kind: 'Run',
    schemaVersion: 1,
    toolVersion: '0.0.0-synthetic',
    runId: runDir.split('/').at(-1) as string,
    createdAt: '2000-01-01T00:00:00.000Z',
    scenario: 'scenarios/synthetic',
    target: 'local',
    assignments: [],
    plan,
    planDigest: planDigest(plan),
    scriptDigest: 'synthetic',
    looseLimitBytes,
  });
  for (let index = 1; index <= runs; index++)
    writeSyntheticRecording(join(runDir, 'recordings', `${String(index).padStart(2, '0')}-record`), spec(index, baseMiB, over));
  return runDir;
}

/** A folder that says where the limit of the synthetic workload stands. */
export function writeScenario(dir: string, gate: string): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'load.js'), "import http from 'k6/http';\nexport default function () { http.get(__ENV.TARGET_URL + '/'); }\n");
  writeFileSync(
    join(dir, 'plan.yaml'),
    `apiVersion: highwater/v1
name: synthetic
workload:
  limit: 256Mi
  local: { command: [node, server.mjs], url: "http://127.0.0.1:{port}" }
load: { script: load.js, levels: [10, 30], hold: 3s, settle: 500ms, peak: 30 }
gate: ${gate}
`,
  );
}
