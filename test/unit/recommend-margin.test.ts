import { describe, expect, it } from 'vitest';
import type { RecordingAnalysis } from '../../src/analysis/document.ts';
import { type MarginInput, marginOf } from '../../src/recommend/margin.ts';
import { marginHint } from '../../src/recommend/margin-hint.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { planWith, recordingOf } from './simulated-world.ts';

const plan = planWith();

function peaks(watermarks: number[], hardParts: number[] = watermarks, changes: Partial<RecordingAnalysis> = {}): RecordingAnalysis[] {
  return watermarks.map((watermark, seed) =>
    recordingOf({ index: 1, purpose: 'record', limitBytes: 800 * MiB, seed, load: 'ladder', loadFactor: 1, stopAtFirstKill: false }, plan, {
      peakBytes: { watermark: watermark * MiB, sampled: null, hardPart: (hardParts[seed] as number) * MiB },
      ...changes,
    }),
  );
}
const margin = (needMebibytes: number, failedMebibytes: number | null, recordings: RecordingAnalysis[], changes: Partial<MarginInput> = {}) =>
  marginOf({
    plan,
    needBytes: needMebibytes * MiB,
    edge: { alwaysPassedBytes: needMebibytes * MiB, everFailedBytes: failedMebibytes === null ? null : failedMebibytes * MiB },
    recordings,
    ...changes,
  });

describe('the margin', () => {
  it('of rigid memory is the relative tolerance bound over the peaks', () => {
    const { bytes, kind, spread } = margin(100, 97, peaks([98, 100, 102]));
    expect(kind).toBe('rigid');
    expect(spread).toEqual({ peaks: 3, relative: expect.closeTo(0.02, 6), freedom: 2 });
    // 100 MiB x 0.02 x 10.55 (n = 3, 99 % coverage, 95 % confidence), whole Mi.
    expect(bytes).toBe(22 * MiB);
  });

  it('is taken from the hard part when that is what the need agrees with', () => {
    expect(margin(156, 152, peaks([329, 329, 329], [149, 150, 151]))).toMatchObject({ kind: 'rigid', reason: expect.stringContaining('hard part') });
  });

  it('of elastic memory is the width of the edge, whatever the peaks vary by', () => {
    expect(margin(132, 112, peaks([446, 300, 390], [273, 200, 250]))).toMatchObject({ kind: 'elastic', bytes: 20 * MiB, spread: null });
  });

  it('calls memory rigid within a tenth of the peak and elastic beyond', () => {
    expect(margin(91, 89, peaks([100, 100])).kind).toBe('rigid');
    expect(margin(89, 87, peaks([100, 100])).kind).toBe('elastic');
  });

  it('is never less than a step, with peaks that do not vary or an edge never seen', () => {
    expect(margin(100, 99, peaks([100, 100, 100])).bytes).toBe(4 * MiB);
    expect(margin(40, null, peaks([446, 446])).bytes).toBe(4 * MiB);
  });

  it('covers what the search left open', () => {
    expect(margin(100, 70, peaks([100, 100, 100])).bytes).toBe(30 * MiB);
  });

  it('leaves out peaks that a limit cut or an overload raised', () => {
    const calm = peaks([100, 100]);
    expect(margin(100, 97, [...calm, ...peaks([150], [150], { uncensored: false })]).bytes).toBe(4 * MiB);
    expect(margin(100, 97, [...calm, ...peaks([150], [150], { loadFactor: 1.2 })]).bytes).toBe(4 * MiB);
  });

  it('does not take what lies between two loads for chance', () => {
    const ladder = peaks([199, 200, 201]);
    const alone = peaks([150, 151], [150, 151], { purpose: 'search' });
    const { bytes, spread, reason } = margin(152, 148, [...ladder, ...alone]);
    expect(spread).toEqual({ peaks: 5, relative: expect.closeTo(0.0049, 4), freedom: 3 });
    expect([bytes / MiB, reason]).toEqual([6, expect.stringContaining('(150.5Mi) and the need agree')]);
    // One peak of either load says nothing of how either varies.
    expect(margin(152, 148, [...peaks([200]), ...peaks([150], [150], { purpose: 'search' })])).toMatchObject({ kind: 'elastic', spread: null });
  });

  it('takes peaks that follow the limit for elastic, and those of one limit for repetitions', () => {
    const loose = peaks([231, 223, 224]);
    const tight = (mebibytes: number) => peaks([mebibytes, mebibytes + 2], undefined, { limitBytes: 400 * MiB });
    expect(margin(205, 200, [...loose, ...tight(165)])).toMatchObject({
      kind: 'elastic',
      bytes: 5 * MiB,
      reason: expect.stringContaining('though neither limit bound'),
    });
    expect(margin(205, 200, [...loose, ...tight(206)]).kind).toBe('rigid');
  });

  it('does not make a spread of one peak', () => {
    expect(margin(100, 97, peaks([100]))).toMatchObject({ kind: 'elastic', bytes: 4 * MiB, reason: expect.stringContaining('one peak') });
  });

  it('says which run would narrow it, and by how much', () => {
    expect(marginHint(plan, 100 * MiB, margin(100, 97, peaks([98, 100, 102])))).toMatch(/loose-limit recording .* about \d/);
    expect(marginHint(plan, 132 * MiB, margin(132, 112, peaks([446, 446])))).toContain('at 122Mi would narrow the edge by 10Mi');
    expect(marginHint(plan, 100 * MiB, margin(100, 97, peaks([100, 100])))).toContain('no run would narrow it');
    // A step of 5.2 MiB makes a margin of 6: rounding is nothing that a run could save.
    expect(marginHint(plan, 260 * MiB, margin(260, 256, peaks([259, 260, 261])))).toMatch(/by about \d/);
    expect(marginHint(plan, 260 * MiB, margin(260, 256, peaks([259.9, 260, 260.1])))).toContain('no run would narrow it');
  });
});
