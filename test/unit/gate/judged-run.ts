import type { RecordingAnalysis } from '../../../src/analysis/document.ts';
import type { Base } from '../../../src/gate/compare/base.ts';
import { type Conditions, conditionsOf } from '../../../src/gate/conditions.ts';
import type { AssertionResult, GateResult } from '../../../src/gate/document.ts';
import { evaluateGate } from '../../../src/gate/evaluate.ts';
import { parseSettings } from '../../../src/gate/settings/parse-settings.ts';
import { syntheticManifest } from '../../../src/recording/synth-manifest.ts';
import { MiB } from '../../../src/shared/quantity.ts';
import { analysis, death, recommendation, recording } from '../report-documents/judged.ts';
import { spec, plan as syntheticPlan } from '../report-documents/run-directory.ts';

export const looseLimitBytes = 1024 * MiB;
export const fingerprint = syntheticManifest(spec()).fingerprint;
export const peakSubject = 'containers.app.memory.peakBytes';

/** One loose-limit recording with this peak. */
export function loose(index: number, peakMiB: number, over: Partial<RecordingAnalysis> = {}): RecordingAnalysis {
  const name = `${String(index).padStart(2, '0')}-record`;
  const peakBytes = { watermark: peakMiB * MiB, sampled: peakMiB * MiB, hardPart: (peakMiB - 20) * MiB };
  return recording(name, { seed: 100 + index, peakBytes, containers: [{ name: 'app', limitBytes: looseLimitBytes, peakBytes }], ...over });
}

export const losses = (...peaksMiB: number[]): RecordingAnalysis[] => peaksMiB.map((peakMiB, index) => loose(index + 1, peakMiB));

/** The manifest's limit of 256 MiB, replayed. */
export function current(over: Partial<RecordingAnalysis> = {}): RecordingAnalysis {
  return recording('00-current', { purpose: 'current', limitBytes: 256 * MiB, seed: 7, ...over });
}

export const killed: Partial<RecordingAnalysis> = { deaths: [death()], kills: [death()], outcome: 'stopped-at-kill' };

export function conditions(over: Partial<Conditions['fingerprint']> = {}, more: Partial<Conditions> = {}): Conditions {
  return { ...conditionsOf(planOf(1), looseLimitBytes, { ...fingerprint, ...over }), ...more };
}

/** Peaks of base in MiB, with the seeds of the recordings of head. */
export function base(design: Base['design'], peaksMiB: readonly number[], from: Conditions = conditions()): Base {
  return {
    design,
    name: 'main',
    conditions: from,
    values: new Map([[peakSubject, peaksMiB.map((peakMiB, index) => ({ seed: 101 + index, value: peakMiB * MiB }))]]),
  };
}

export function planOf(recordings: number, gate: Record<string, unknown> = {}) {
  const { workload, policy } = syntheticPlan;
  return { ...syntheticPlan, workload: { ...workload, currentLimitBytes: 256 * MiB }, policy: { ...policy, recordings }, gate };
}

/** The gate of a run made of these recordings. */
export function gateOf(gate: Record<string, unknown>, recordings: readonly RecordingAnalysis[], against: Base | null = null, planned?: number): GateResult {
  const count = recordings.filter(({ purpose }) => purpose === 'record').length;
  const { settings, problems } = parseSettings(gate);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return evaluateGate({
    runId: 'run',
    plan: planOf(planned ?? Math.max(1, count), gate),
    looseLimitBytes,
    analysis: analysis({ recordings: [...recordings] }),
    recommendation: recommendation(),
    conditions: conditions(),
    settings,
    base: against,
  });
}

export function rowOf(result: GateResult, subject: string): AssertionResult {
  const row = result.assertions.find((candidate) => candidate.subject === subject);
  if (!row) throw new Error(`no row ${subject}: ${result.assertions.map((one) => one.subject).join(', ')}`);
  return row;
}
