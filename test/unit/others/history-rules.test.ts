import { describe, expect, it } from 'vitest';
import { craneRule } from '../../../src/recommend/others/crane.ts';
import { craneAfterKillRule } from '../../../src/recommend/others/crane-after-kill.ts';
import { krrRule } from '../../../src/recommend/others/krr.ts';
import { kruizeRule } from '../../../src/recommend/others/kruize.ts';
import { dayMs, minuteMs, type Sample, secondMs } from '../../../src/recommend/others/rule.ts';
import { MiB } from '../../../src/shared/quantity.ts';
import { alone, samplesOf, steady } from './samples.ts';

describe('KRR', () => {
  const limit = (mebibytes: number, points = 100) => krrRule.advise(steady(mebibytes * MiB, points, 75 * secondMs), alone);

  it('refuses 99 points and takes 100', () => {
    expect(limit(200, 99)).toMatchObject({ requestBytes: null, limitBytes: null, refused: expect.stringContaining('99 of 100') });
    expect(limit(200, 100).refused).toBeUndefined();
  });

  it('is the maximum and 15 %, up to the next MiB, for request and limit', () => {
    expect(limit(200)).toMatchObject({ requestBytes: 230 * MiB, limitBytes: 230 * MiB });
    expect(limit(200 + 1 / MiB).limitBytes).toBe(231 * MiB);
  });

  it('has a floor of 100 MiB', () => {
    expect(limit(86)).toMatchObject({ limitBytes: 100 * MiB, because: expect.stringContaining('floor') });
    expect(limit(87)).toMatchObject({ limitBytes: 101 * MiB, because: expect.not.stringContaining('floor') });
  });

  it('never forgets one old peak', () => {
    expect(krrRule.advise(samplesOf([400 * MiB, ...Array<number>(99).fill(50 * MiB)], 75 * secondMs), alone).limitBytes).toBe(460 * MiB);
  });
});

describe('Kruize', () => {
  /** Quarter hours, each from its lowest to its highest value; `extra` readings of an interval that is still running. */
  const advise = (intervals: readonly (readonly [number, number])[], extra: readonly number[] = []) => {
    const bytes = intervals.flatMap(([low, high]) => [...Array<number>(59).fill(low * MiB), high * MiB]);
    return kruizeRule.advise(samplesOf([...bytes, ...extra.map((value) => value * MiB)], 15 * secondMs), alone);
  };

  it('adds 20 % where memory swings a lot', () => {
    expect(
      advise([
        [300, 400],
        [300, 350],
      ]),
    ).toMatchObject({ requestBytes: 480 * MiB, limitBytes: 480 * MiB });
  });

  it('adds the largest swing and 5 % of it where that is less', () => {
    expect(
      advise([
        [350, 400],
        [390, 400],
      ]).limitBytes,
    ).toBe(452.5 * MiB);
  });

  it('changes over where both are the same: a swing of 80 at 420', () => {
    expect(
      advise([
        [340, 420],
        [420, 420],
      ]).because,
    ).toContain('on top 20 %');
    expect(
      advise([
        [341, 420],
        [420, 420],
      ]).because,
    ).toContain('swing');
  });

  it('refuses less than 30 minutes', () => {
    expect(advise([[300, 400]], Array<number>(59).fill(400)).refused).toContain('1 of 2');
    expect(advise([[300, 400]], Array<number>(60).fill(400)).refused).toBeUndefined();
  });

  it('does not know of an interval that still runs', () => {
    expect(
      advise(
        [
          [400, 400],
          [400, 400],
        ],
        [900],
      ).limitBytes,
    ).toBe(400 * MiB);
  });
});

/** A product that is cut to whole bytes may be one short of its value by hand. */
const mebibytes = (bytes: number | null): number => Math.round((bytes ?? Number.NaN) / 1024) / 1024;

describe('crane', () => {
  const request = (bytes: readonly number[]) =>
    mebibytes(
      craneRule.advise(
        samplesOf(
          bytes.map((value) => value * MiB),
          secondMs,
        ),
        alone,
      ).requestBytes,
    );

  it('rounds up to 100 MiB before its 15 %', () => {
    expect(request([99.99, 99.99])).toBe(115);
    expect(request([100, 100])).toBe(230);
    expect(request([199, 199])).toBe(230);
  });

  it('sets no limit', () => {
    expect(craneRule.advise(steady(MiB, 5), alone).limitBytes).toBeNull();
  });

  it('weighs a sample by its size: ten of 150 in a thousand are 2.9 % of the load, three are 0.9 %', () => {
    const mixed = (high: number) => [...Array<number>(1000 - high).fill(50), ...Array<number>(high).fill(150)];
    expect(request(mixed(10))).toBe(230);
    expect(request(mixed(3))).toBe(115);
  });

  it('forgets half in two days: three of 150 in a thousand are 1.8 % of the load when the others are two days old', () => {
    // Weights now: 3 x 150 = 450 against 997 x 50 / 2 = 24925, so 1.8 %; without decay 0.9 %.
    const old: Sample[] = Array.from({ length: 997 }, (_, index) => ({ tMs: index, bytes: 50 * MiB }));
    const fresh: Sample[] = Array.from({ length: 3 }, (_, index) => ({ tMs: 2 * dayMs + index * minuteMs, bytes: 150 * MiB }));
    expect(mebibytes(craneRule.advise([...old, ...fresh], alone).requestBytes)).toBe(230);
  });

  it('takes the killed request and 100 MiB or a fifth, where that is more', () => {
    const trace = { periodMs: 1000, bytes: new Float64Array(1) };
    const request = (requestBytes: number, seen: number) =>
      mebibytes(craneAfterKillRule.advise(steady(seen, 5), { ...alone, kill: { limitBytes: 9e9, requestBytes, trace } }).requestBytes);
    expect(request(100 * MiB, 50 * MiB)).toBe(200);
    expect(request(600 * MiB, 50 * MiB)).toBe(720);
    expect(request(100 * MiB, 150 * MiB)).toBe(230);
    expect(craneAfterKillRule.advise(steady(MiB, 5), alone).refused).toBeDefined();
  });
});
