import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Plan } from '../../../src/plan/plan.ts';
import { writeSyntheticRecording } from '../../../src/recording/synth.ts';
import { ladderPhases } from '../../../src/recording/synth-ladder.ts';
import { syntheticManifest } from '../../../src/recording/synth-manifest.ts';
import type { SyntheticSpec } from '../../../src/recording/synth-spec.ts';
import { MiB } from '../../../src/shared/quantity.ts';

export function spec(over: Partial<SyntheticSpec> = {}): SyntheticSpec {
  return {
    seed: 5,
    cgroupVersion: 2,
    hz: 20,
    phases: ladderPhases({ levels: [10, 30, 50], holdMs: 8000, settleMs: 2000, quietMs: 4000, seed: 3 }),
    memory: { baseBytes: 90 * MiB, bytesPerRate: 2 * MiB, followMs: 700, noiseBytes: MiB, fileBytes: 24 * MiB, spikes: { bytes: 25 * MiB, everyMs: 5000 } },
    limitBytes: 1024 * MiB,
    ...over,
  };
}

export const plan: Plan = { ...syntheticManifest(spec()).plan, name: 'checkout' };

/** A run directory with one recording at the loose limit and one that was killed. */
export function writeRecordings(runDir: string): void {
  writeSyntheticRecording(join(runDir, 'recordings', '01-record'), spec());
  writeSyntheticRecording(join(runDir, 'recordings', '02-record'), spec({ seed: 6 }));
  writeSyntheticRecording(join(runDir, 'recordings', '03-record'), spec({ seed: 7 }));
  writeSyntheticRecording(
    join(runDir, 'recordings', '06-search'),
    spec({ seed: 8, limitBytes: 192 * MiB, kills: [{ atMs: 15_000, what: 'main' }], limitHits: 4, purpose: 'search' }),
  );
}

/** A folder that is gone when the test is. */
export function temporaryRun(): string {
  const runDir = mkdtempSync(join(tmpdir(), 'highwater-report-'));
  onTestFinished(() => rmSync(runDir, { recursive: true, force: true }));
  return runDir;
}
