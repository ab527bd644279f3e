import { describe, expect, it } from 'vitest';
import { goldilocksBurstableRule } from '../../../src/recommend/others/goldilocks-burstable.ts';
import { goldilocksGuaranteedRule } from '../../../src/recommend/others/goldilocks-guaranteed.ts';
import { dayMs, minuteMs } from '../../../src/recommend/others/rule.ts';
import { vpaRule } from '../../../src/recommend/others/vpa.ts';
import { peakAfterKill, vpaAfterKillRule } from '../../../src/recommend/others/vpa-after-kill.ts';
import { confidenceOf, vpaEstimate } from '../../../src/recommend/others/vpa-estimate.ts';
import { MiB } from '../../../src/shared/quantity.ts';
import { alone, samplesOf, steady } from './samples.ts';

/** Bucket n begins at 2e8 x (1.05^n - 1): 15 at 215785635.88, 16 at 236574917.67, 19 at 305390039.07. Target: edge, cut to whole bytes, and 15 % of it, cut again. */
const target16 = 236574917 + 35486237;
const target19 = 305390039 + 45808505;
const floor = 250 * MiB;

const target = (bytes: number, containers = 1) => vpaEstimate(steady(bytes, 2), containers).targetBytes;

describe('VPA target', () => {
  it('is the upper edge of the bucket and 15 %', () => {
    expect(target(300e6)).toBe(target19);
    expect(target19).toBe(351198544);
  });

  it('takes the next bucket from its first byte on', () => {
    expect(target(215785636)).toBe(target16);
    expect(target(236574917)).toBe(target16);
    expect(target(236574918)).toBeGreaterThan(target16);
  });

  it('is its floor below that, shared by the containers of the pod', () => {
    expect(target(215785635)).toBe(floor);
    expect(target(1)).toBe(floor);
    expect(target(1, 2)).toBe(125 * MiB);
    expect(target(300e6, 2)).toBe(target19);
  });

  it('has a first bucket of 10 MB and a last one without an end', () => {
    expect(vpaEstimate(steady(9_999_999, 2), 1000).targetBytes).toBe(11_500_000);
    expect(vpaEstimate(steady(10_000_001, 2), 1000).targetBytes).toBeCloseTo(20_500_000 + 3_075_000, -1);
    expect(target(2e12)).toBe(target(9e12));
  });

  it('looks at one peak a day, not at the others', () => {
    expect(vpaEstimate(samplesOf([1e6, 300e6, 1e6, 1e6]), 1).targetBytes).toBe(target19);
  });
});

describe('the decaying histogram of VPA', () => {
  /** Eight days, all at 225 MB but one of 300 MB so many days ago. Weights 1, 1/2, ... 1/128 add up to 1.9921875. */
  const high = (daysAgo: number, days = 8, containers = 1) => {
    const peaks = Array.from({ length: days }, (_, day) => (days - 1 - day === daysAgo ? 300e6 : 225e6));
    return vpaEstimate(samplesOf(peaks, dayMs), containers);
  };

  it('keeps a peak of two days ago (12.5 % of the weight) and forgets one of three (6.3 %)', () => {
    expect(high(2).targetBytes).toBe(target19);
    expect(high(3).targetBytes).toBe(target16);
  });

  it('bounds from above at 95 %: three days ago is in it, four (3.1 %) are not', () => {
    expect(high(3).upperBytes).toBeGreaterThan(high(4).upperBytes);
  });

  it('bounds from below at the median, which is today', () => {
    expect(high(0, 8, 1000).lowerBytes / high(1, 8, 1000).lowerBytes).toBeCloseTo(target19 / target16, 6);
  });

  it('has eight windows: a ninth changes nothing', () => {
    expect(high(8, 9)).toMatchObject({ targetBytes: target16 });
  });

  it('begins a window with its first sample and ends it 24 h later to the moment', () => {
    const lowerOf = (secondMs: number) =>
      vpaEstimate(
        [
          { tMs: 0, bytes: 300e6 },
          { tMs: secondMs, bytes: 225e6 },
        ],
        1000,
      );
    const ratio = (secondMs: number) => lowerOf(secondMs).lowerBytes / lowerOf(secondMs).targetBytes;
    // In one window the later, lower sample is no peak; in a window of its own it is the median.
    expect(ratio(dayMs - 1)).toBeCloseTo((1 + 0.001 / (2 / 1440)) ** -2, 6);
    expect(ratio(dayMs)).toBeCloseTo(((1 + 0.001 / (2 / 1440)) ** -2 * target16) / target19, 6);
  });
});

describe('the bounds of VPA', () => {
  it('multiply by 145 after ten minutes and by 25 after an hour', () => {
    expect(vpaEstimate(steady(300e6, 11), 1).upperFactor).toBeCloseTo(145, 9);
    expect(Math.abs(vpaEstimate(steady(300e6, 11), 1).upperBytes - target19 * 145)).toBeLessThanOrEqual(1);
    expect(Math.abs(vpaEstimate(steady(300e6, 61), 1).upperBytes - target19 * 25)).toBeLessThanOrEqual(1);
  });

  it('count the shorter of time and samples', () => {
    expect(confidenceOf(steady(1, 10))).toBeCloseTo(9 / 1440, 12);
    expect(confidenceOf(steady(1, 10, 2 * minuteMs))).toBeCloseTo(10 / 1440, 12);
    expect(confidenceOf(steady(1, 1441))).toBe(1);
  });

  it('divide the lower one by 1.144 squared after ten minutes', () => {
    expect(vpaEstimate(steady(300e6, 11), 1).lowerBytes).toBe(268349418);
  });

  it('are as wide as it can count after one sample', () => {
    expect(vpaEstimate(steady(300e6, 1), 1)).toMatchObject({ lowerBytes: floor, targetBytes: target19, upperBytes: 1e14 });
  });
});

describe('VPA and Goldilocks as rules', () => {
  it('VPA keeps the ratio of limit to request, and sets no limit without one', () => {
    const manifest = { requestBytes: 100 * MiB, limitBytes: 150 * MiB };
    expect(vpaRule.advise(steady(1e6, 5), { ...alone, manifest })).toMatchObject({ requestBytes: floor, limitBytes: 375 * MiB });
    expect(vpaRule.advise(steady(1e6, 5), { ...alone, manifest: { ...manifest, requestBytes: null } }).limitBytes).toBeNull();
  });

  it('Goldilocks sets the target twice, or the bounds', () => {
    expect(goldilocksGuaranteedRule.advise(steady(300e6, 11), alone)).toMatchObject({ requestBytes: target19, limitBytes: target19 });
    const burstable = goldilocksBurstableRule.advise(steady(300e6, 11), alone);
    expect(burstable.requestBytes).toBe(268349418);
    expect((burstable.limitBytes ?? 0) / target19).toBeCloseTo(145, 6);
    expect(burstable.because).toContain('multiplied by 145');
    expect(goldilocksBurstableRule.advise(steady(300e6, 1), alone).because).toContain('as high as VPA can count');
  });

  it.each([vpaRule, goldilocksGuaranteedRule, goldilocksBurstableRule])('$name refuses without a sample', (rule) => {
    expect(rule.advise([], alone)).toMatchObject({ requestBytes: null, limitBytes: null, refused: expect.any(String) });
  });
});

describe('VPA after an OOM kill', () => {
  it.each([
    ['100 MiB are more than a fifth', 100, 50, 200],
    ['both are the same at 500 MiB', 500, 0, 600],
    ['a fifth is more than 100 MiB', 600, 0, 720],
    ['the sampled peak is above the request', 100, 600, 720],
  ])('%s', (_, request, sampled, expected) => {
    expect(peakAfterKill(request * MiB, sampled * MiB)).toBe(expected * MiB);
  });

  it('builds on the request, not on the limit at which it was killed', () => {
    const trace = { periodMs: 1000, bytes: new Float64Array(120).fill(80 * MiB) };
    const kill = { limitBytes: 1024 * MiB, requestBytes: 100 * MiB, trace };
    const manifest = { requestBytes: 100 * MiB, limitBytes: 1024 * MiB };
    // 200 MiB = 209715200 lie in bucket 14, which ends at 215785635: with 15 % that is below the floor.
    expect(vpaAfterKillRule.advise([], { containersInPod: 1, manifest, kill })).toMatchObject({ requestBytes: floor, limitBytes: 2560 * MiB });
    expect(vpaAfterKillRule.advise([], alone).refused).toBeDefined();
  });
});
