import { describe, expect, it } from 'vitest';
import { commonFileCharge, warmth } from '../../src/recommend/file-charge.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { levelPhase, planWith, recordingOf } from './simulated-world.ts';

const plan = planWith();
const run = (fileMebibytes: number | null, limitMebibytes = 512, startupMebibytes: number | null = 30) =>
  recordingOf({ index: 1, purpose: 'record', limitBytes: limitMebibytes * MiB, seed: 1, load: 'ladder', loadFactor: 1, stopAtFirstKill: false }, plan, {
    startupFileBytes: fileMebibytes === null ? null : fileMebibytes * MiB,
    startupPeakBytes: startupMebibytes === null ? null : startupMebibytes * MiB,
  });
const verdicts = (...runs: ReturnType<typeof run>[]) => runs.map((one) => warmth(one, commonFileCharge(runs)) !== undefined);

describe('file charge at readiness', () => {
  it('discards the run whose cache was warm', () => expect(verdicts(run(25.8), run(25.7), run(0))).toEqual([false, false, true]));
  it('discards the first when the first is the odd one', () => expect(verdicts(run(0), run(25.8), run(25.8))).toEqual([true, false, false]));
  it('believes the colder of two', () => expect(verdicts(run(0), run(25.8))).toEqual([true, false]));
  it('lets differences up to a tenth pass, and no more', () => {
    expect(verdicts(run(100), run(100), run(90.1))).toEqual([false, false, false]);
    expect(verdicts(run(100), run(100), run(89))).toEqual([false, false, true]);
  });
  it('takes less than a mebibyte for noise', () => expect(verdicts(run(2), run(2), run(1.1))).toEqual([false, false, false]));
  it('does not blame the cache when the limit bound at startup', () => {
    expect(verdicts(run(25.8), run(25.8), run(3, 20, 19.5))).toEqual([false, false, false]);
    expect(verdicts(run(25.8), run(25.8), run(3, 20, 12))).toEqual([false, false, true]);
  });
  it('does not blame the cache either when the limit bound while it idled, until which more is read', () => {
    const idle = levelPhase(0, { name: 'idle', phaseKind: 'idle', peakBytes: { watermark: 19.5 * MiB, sampled: null, hardPart: null } });
    expect(verdicts(run(25.8), run(25.8), { ...run(3, 20, 12), phases: [idle] })).toEqual([false, false, false]);
  });
  it('says nothing where nothing was measured', () => expect(verdicts(run(null), run(25.8), run(25.8))).toEqual([false, false, false]));
});
