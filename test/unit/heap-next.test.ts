import { describe, expect, it } from 'vitest';
import type { RecordingAnalysis } from '../../src/analysis/document.ts';
import { planDigest } from '../../src/plan/digest.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { RuntimeSettings } from '../../src/plan/runtime/runtime-settings.ts';
import { syntheticManifest } from '../../src/recording/synth-manifest.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { heapImpossible, nextHeap } from '../../src/verify/heap.ts';
import { analysisOf } from '../synthetic/facts-of.ts';
import { heapGrowth, heapRecording } from '../synthetic/heap.ts';
import { ladderSpec } from '../synthetic/specs.ts';

const looseLimitBytes = 1024 * MiB;
const base = syntheticManifest(ladderSpec()).plan;
const runtime = (name: RuntimeSettings['name']): RuntimeSettings => ({ name, from: 'the command', flags: [] });
const nodePlan: Plan = { ...base, workload: { ...base.workload, runtime: runtime('node') } };
const withPeak = (mebibytes: number): RecordingAnalysis => {
  const recording = analysisOf(ladderSpec({}));
  return { ...recording, peakBytes: { ...recording.peakBytes, hardPart: mebibytes * MiB } };
};
const loose = [withPeak(100), withPeak(120)];
const next = (history: readonly RecordingAnalysis[], changes: { readonly plan?: Plan; readonly availableMiB?: number; readonly timeBudgetMs?: number } = {}) =>
  nextHeap({ plan: nodePlan, looseLimitBytes, availableBytes: (changes.availableMiB ?? 4096) * MiB, history, ...changes });

describe('whether heap snapshots are taken', () => {
  it('at the loose limit and twelve times the highest peak on top, under a number that no recording has', () => {
    expect(next(loose)).toMatchObject({
      kind: 'measure',
      variant: { purpose: 'heap', limitBytes: looseLimitBytes + 1440 * MiB, load: 'peak', loadFactor: 1, stopAtFirstKill: true, index: 3 },
    });
  });

  it('with less room where the target has no more, not below three times the peak, and says how much is missing', () => {
    expect(next(loose, { availableMiB: 1500 })).toMatchObject({ variant: { limitBytes: 1500 * MiB } });
    expect(next(loose, { availableMiB: 1384 }).kind).toBe('measure');
    expect(next(loose, { availableMiB: 1383 })).toEqual({ kind: 'not-taken', why: expect.stringContaining('need a limit of 1384Mi') });
  });

  it('once: not again after they were taken or killed the workload, but after an interruption', () => {
    const made = heapRecording(heapGrowth({}));
    expect(next([...loose, made]).kind).toBe('done');
    expect(next([...loose, { ...made, outcome: 'stopped-at-kill' }]).kind).toBe('done');
    const interrupted = { ...made, outcome: 'interrupted' as const };
    expect(next([...loose, interrupted]).kind).toBe('measure');
    expect(next([...loose, interrupted, interrupted, interrupted]).kind).toBe('done');
  });

  it.each([
    ['nothing at the loose limit', next([]), 'no recording at the loose limit'],
    [
      'nothing that shows what runs',
      next(loose, { plan: { ...base, workload: { ...base.workload, runtime: runtime(null) } } }),
      'nothing shows that this is Node',
    ],
    ['another runtime', next(loose, { plan: { ...base, workload: { ...base.workload, runtime: runtime('java') } } }), 'this is java'],
    ['no time left', next(loose, { timeBudgetMs: 1000 }), 'time budget'],
  ])('not with %s', (_, answer, why) => {
    expect(answer).toEqual({ kind: 'not-taken', why: expect.stringContaining(why) });
  });

  it('is told before anything runs where the plan shows that it cannot be', () => {
    expect(heapImpossible(nodePlan)).toBeUndefined();
    expect(heapImpossible({ ...nodePlan, target: { kind: 'docker' } })).toBeUndefined();
    expect(heapImpossible({ ...nodePlan, target: { kind: 'kind' } })).toContain('local and docker can');
    expect(heapImpossible({ ...base, workload: { ...base.workload, runtime: runtime('go') } })).toContain('this is go');
    expect(heapImpossible({ ...base, workload: { ...base.workload, runtime: runtime(null) } })).toBeUndefined();
  });

  it('may be asked for in a run that is there already: it is the same plan', () => {
    expect(planDigest({ ...nodePlan, policy: { ...nodePlan.policy, heapSnapshots: true } })).toBe(planDigest(nodePlan));
  });
});
