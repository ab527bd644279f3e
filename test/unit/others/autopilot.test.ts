import { describe, expect, it } from 'vitest';
import { autopilotIntermediateRule, autopilotLowRule, autopilotMinimalRule } from '../../../src/recommend/others/autopilot.ts';
import { autopilotEstimate } from '../../../src/recommend/others/autopilot-estimate.ts';
import { minuteMs } from '../../../src/recommend/others/rule.ts';
import { MiB } from '../../../src/shared/quantity.ts';
import { alone, samplesOf } from './samples.ts';

/** One sample for each window of five minutes. */
const windows = (mebibytes: readonly number[]) =>
  samplesOf(
    mebibytes.map((value) => value * MiB),
    5 * minuteMs,
  );
const spikeIn = (count: number, at: number) => windows(Array.from({ length: count }, (_, index) => (index === at ? 1000 : 100)));
const limit = (rule: typeof autopilotLowRule, samples: ReturnType<typeof windows>) => (rule.advise(samples, alone).limitBytes ?? 0) / MiB;

describe('Autopilot', () => {
  it('says the same by every rule while there is one window', () => {
    for (const rule of [autopilotLowRule, autopilotMinimalRule, autopilotIntermediateRule]) expect(limit(rule, windows([100]))).toBeCloseTo(115, 5);
  });

  it('sets limits only, and refuses without a sample', () => {
    expect(autopilotLowRule.advise(windows([100]), alone).requestBytes).toBeNull();
    expect(autopilotLowRule.advise([], alone).refused).toBeDefined();
  });

  it('minimal tolerance: the maximum, however old', () => {
    expect(limit(autopilotMinimalRule, spikeIn(600, 0))).toBeCloseTo(1150, 5);
  });

  it('low tolerance: the load-weighted 98th percentile, in which one spike of ten times in 40 windows is 20 % and in 600 is below 2 %', () => {
    expect(limit(autopilotLowRule, spikeIn(40, 5))).toBeCloseTo(1150, 5);
    expect(limit(autopilotLowRule, spikeIn(600, 5))).toBeCloseTo(115, 5);
  });

  it('weighs by load, not by count: one window of 400 in a hundred is 3.9 % of the load, one of 150 is 1.5 %', () => {
    const one = (bytes: number) => windows(Array.from({ length: 100 }, (_, index) => (index === 60 ? bytes : 100)));
    expect(limit(autopilotLowRule, one(400))).toBeCloseTo(460, 5);
    expect(limit(autopilotLowRule, one(150))).toBeCloseTo(115, 5);
  });

  it('intermediate tolerance: half of the maximum where the 60th percentile is less, else that', () => {
    expect(limit(autopilotIntermediateRule, spikeIn(40, 5))).toBeCloseTo(575, 5);
    expect(limit(autopilotIntermediateRule, windows([...Array<number>(40).fill(100), 190]))).toBeCloseTo(115, 5);
    expect(limit(autopilotIntermediateRule, windows([...Array<number>(40).fill(100), 210]))).toBeCloseTo(120.75, 5);
  });

  it('forgets half in 48 h: five days later a day of 200 weighs 18 % of itself, less than a quarter of the load beside a day of 110', () => {
    const day = (mebibytes: number) => Array<number>(288).fill(mebibytes);
    const gap = (samples: ReturnType<typeof windows>) =>
      samples.map((sample, index) => (index < 288 ? sample : { ...sample, tMs: sample.tMs + 4 * 1440 * minuteMs }));
    // 2^(-5/2) x 200 = 35 against 110; without forgetting 60 % of the load would lie above 110.
    expect(limit(autopilotIntermediateRule, gap(windows([...day(200), ...day(110)])))).toBeCloseTo(126.5, 5);
    expect(limit(autopilotIntermediateRule, gap(windows([...day(110), ...day(200)])))).toBeCloseTo(230, 5);
  });

  it('holds the highest of the last hour: twelve recommendations', () => {
    const last = (peaks: readonly { readonly bytes: number }[]) => peaks.at(-1)?.bytes ?? 0;
    expect(autopilotEstimate(windows([1000, ...Array<number>(11).fill(100)]), last) / MiB).toBeCloseTo(1150, 5);
    expect(autopilotEstimate(windows([1000, ...Array<number>(12).fill(100)]), last) / MiB).toBeCloseTo(115, 5);
  });

  it('takes the peak of each window', () => {
    const samples = samplesOf(
      [100, 300, 100].map((value) => value * MiB),
      minuteMs,
    );
    expect(limit(autopilotIntermediateRule, samples)).toBeCloseTo(345, 5);
  });
});
