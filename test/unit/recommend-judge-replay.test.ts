import { describe, expect, it } from 'vitest';
import type { RecordingAnalysis } from '../../src/analysis/document.ts';
import type { Variant } from '../../src/plan/plan.ts';
import { judge, judgeReplay } from '../../src/recommend/judge-replay.ts';
import { looseReference } from '../../src/recommend/loose-reference.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { harmed, killed, killOf, planWith, recordingOf } from './simulated-world.ts';

const plan = planWith();
const record: Variant = { index: 1, purpose: 'record', limitBytes: 512 * MiB, seed: 1, load: 'ladder', loadFactor: 1, stopAtFirstKill: false };
const search: Variant = { ...record, index: 2, purpose: 'search', limitBytes: 100 * MiB, load: 'peak', stopAtFirstKill: true };
const reference = looseReference([recordingOf(record, plan)]);
const outcome = (recording: RecordingAnalysis) => judge(recording, plan, reference).outcome;

describe('judging a replay', () => {
  it('passes a run without kill and harm', () => expect(outcome(recordingOf(search, plan))).toBe('pass'));

  it.each(['main-process', 'child-process', 'startup', 'ancestor-limit', 'suspected'] as const)(
    'does not pass a run with a %s death among its kills',
    (kind) => {
      expect(outcome(killed(recordingOf(search, plan), { class: kind, mainProcess: kind === 'main-process' }))).toBe('killed');
    },
  );

  it('does not blame the limit when the whole machine ran out of memory', () => {
    expect(outcome(killed(recordingOf(search, plan), { class: 'global-oom' }))).toBe('error');
  });

  it('takes an exit 137 that was no OOM kill for what it is', () => {
    expect(outcome(recordingOf(search, plan, { deaths: [killOf({ class: 'exit-137-not-oom' })], restarts: 1 }))).toBe('pass');
  });

  it('fails a runtime that gives up at the limit, unless it did so without one', () => {
    const deaths = [killOf({ class: 'runtime-abort' })];
    expect(outcome(recordingOf(search, plan, { deaths }))).toBe('killed');
    const usual = looseReference([recordingOf(record, plan, { deaths })]);
    expect(judge(recordingOf(search, plan, { deaths }), plan, usual).outcome).toBe('pass');
  });

  it('calls a workload that never became ready harmed, and killed when it was', () => {
    expect(outcome(recordingOf(search, plan, { outcome: 'never-ready', phases: [] }))).toBe('harmed');
    expect(outcome({ ...killed(recordingOf(search, plan)), outcome: 'never-ready' })).toBe('killed');
  });

  it.each(['interrupted', 'error', 'load-failed', 'stopped-at-kill'] as const)('learns nothing from a run that ended as %s without a kill', (ended) => {
    expect(outcome(recordingOf(search, plan, { outcome: ended }))).toBe('error');
  });

  it('harms a start that took far longer under a limit that bound: it read its own text again and again', () => {
    const started = (readyMs: number, uncensored = false) => judge(recordingOf(search, plan, { readyMs, uncensored }), plan, reference);
    expect(started(42_000)).toMatchObject({ outcome: 'harmed', why: 'startup: ready after 42s, 800ms at most in the loose-limit runs', gross: false });
    expect(started(10_000).outcome).toBe('pass');
    expect(started(42_000, true).outcome).toBe('pass');
    const slow = looseReference([recordingOf(record, plan, { readyMs: 40_000 })]);
    expect(judge(recordingOf(search, plan, { readyMs: 55_000, uncensored: false }), plan, slow).outcome).toBe('pass');
  });

  it('blames the limit for a load that gave up where it ran to its end without one, and no limit for k6', () => {
    const failed = recordingOf(search, plan, { outcome: 'load-failed', phases: [] });
    const noted = (code: string) => ({ ...failed, quality: { ...failed.quality, notes: [{ code, text: 'k6 script-failed: connection refused' }] } });
    expect(judge(noted('load-gave-up'), plan, reference)).toMatchObject({ outcome: 'harmed', why: expect.stringContaining('connection refused') });
    expect(judge(noted('load-died'), plan, reference)).toMatchObject({ outcome: 'error', why: expect.stringContaining('connection refused') });
    expect(judge(noted('load-gave-up'), plan, null).outcome).toBe('error');
    expect(judge({ ...noted('load-gave-up'), purpose: 'record' }, plan, reference).outcome).toBe('error');
  });

  it('harms a main process that ends by itself more often than without a limit', () => {
    const deaths = [killOf({ class: 'exit', evidence: [{ source: 'exit', text: 'ended with exit code 1', tMs: 15_000 }] })];
    expect(judge(recordingOf(search, plan, { deaths, restarts: 1 }), plan, reference)).toMatchObject({
      outcome: 'harmed',
      why: expect.stringContaining('ended by itself'),
    });
    const usual = looseReference([recordingOf(record, plan, { deaths, restarts: 1 })]);
    expect(judge(recordingOf(search, plan, { deaths, restarts: 1 }), plan, usual).outcome).toBe('pass');
  });

  it('does not take silence for health', () => {
    expect(outcome(recordingOf(search, plan, { phases: [] }))).toBe('error');
    const mute = recordingOf(search, plan).phases.map((phase) => ({ ...phase, p99Ms: null, errorRate: null }));
    expect(outcome(recordingOf(search, plan, { phases: mute }))).toBe('error');
    const blind = recordingOf(search, plan);
    for (const code of ['sampler-died', 'agent-lost']) expect(outcome({ ...blind, quality: { ...blind.quality, notes: [{ code, text: '' }] } })).toBe('error');
  });

  it('wants every level of a whole ladder, and of a peak run the peak alone', () => {
    const confirm: Variant = { ...record, purpose: 'confirm', limitBytes: 100 * MiB };
    const whole = recordingOf(confirm, plan);
    expect(outcome(whole)).toBe('pass');
    expect(outcome({ ...whole, phases: whole.phases.slice(1) })).toBe('error');
  });

  it('compares levels by the rate they stand for, also when it is multiplied and rounded', () => {
    const thirds = { ...plan, load: { ...plan.load, levels: [33.333], peak: 33.333 } };
    const loose = looseReference([recordingOf(record, thirds)]);
    const over = recordingOf({ ...search, purpose: 'overload', loadFactor: 1.2 }, thirds);
    const rounded = { ...over, phases: over.phases.map((phase) => ({ ...phase, offeredRate: 40, p99Ms: 100 })) };
    expect(judge(rounded, thirds, loose)).toMatchObject({ outcome: 'harmed', harm: [expect.stringContaining('1.5 x')] });
  });

  it('writes the replay row, and none for a loose-limit recording', () => {
    const row = judgeReplay(harmed(recordingOf(search, plan)), plan, reference);
    expect(row).toMatchObject({ outcome: 'harmed', kills: 0, seed: 1, purpose: 'search', fileBytesAtReady: 10 * MiB });
    expect(row?.harm.length).toBeGreaterThan(1);
    expect(row?.why).toContain('more');
    expect(judgeReplay(recordingOf(record, plan), plan, reference)).toBeUndefined();
  });
});
