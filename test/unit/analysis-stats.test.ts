import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/shared/random.ts';
import { bootstrapIntervals } from '../../src/shared/stats/bootstrap.ts';
import { fisherCombined } from '../../src/shared/stats/fisher.ts';
import { kendallExactP, kendallS } from '../../src/shared/stats/kendall.ts';
import { normalFrom } from '../../src/shared/stats/normal.ts';
import { median, quantile } from '../../src/shared/stats/quantile.ts';
import { commonSlope, commonSlopeInterval, theilSen } from '../../src/shared/stats/theil-sen.ts';

describe('Kendall', () => {
  it('has the exact one-sided probabilities of the published tables', () => {
    // Kendall 1938, table 1: P(S >= s) without ties.
    expect(kendallExactP([[1, 2, 3, 4]])).toBeCloseTo(1 / 24, 12);
    expect(kendallS([1, 2, 4, 3, 5])).toBe(8);
    expect(kendallExactP([[1, 2, 4, 3, 5]])).toBeCloseTo(5 / 120, 12);
    expect(kendallExactP([[2, 1, 4, 3, 5]])).toBeCloseTo(14 / 120, 12);
    expect(kendallExactP([[5, 4, 3, 2, 1]])).toBe(1);
  });

  it('compares strata with themselves only', () => {
    expect(
      kendallExactP([
        [1, 2, 3],
        [1, 2, 3],
      ]),
    ).toBeCloseTo(1 / 36, 12);
    expect(
      kendallExactP([
        [1, 2, 3],
        [-9, -8, -7],
      ]),
    ).toBeCloseTo(1 / 36, 12);
  });

  it('is conservative with ties', () => {
    expect(kendallExactP([[1, 1, 1, 1, 1]])).toBeGreaterThan(0.5);
  });

  it('alarms as often as it says where there is no trend', () => {
    const normal = normalFrom(seededRandom(5));
    const alarms = Array.from({ length: 4000 }, () => kendallExactP([Array.from({ length: 12 }, normal)])).filter((p) => p < 0.02).length;
    expect(alarms / 4000).toBeGreaterThan(0.01);
    expect(alarms / 4000).toBeLessThan(0.03);
  });
});

describe('Theil-Sen', () => {
  it('passes by a quarter of wild points', () => {
    const xs = Array.from({ length: 16 }, (_, x) => x);
    const ys = xs.map((x) => (x % 4 === 3 ? 1000 : 5 + 3 * x));
    expect(theilSen({ xs, ys })).toEqual({ slope: 3, intercept: 5 });
  });

  it('needs two different x', () => {
    expect(theilSen({ xs: [2, 2], ys: [1, 5] })).toBeUndefined();
  });

  it('finds the slope within strata whatever lies between them', () => {
    const strata = [
      { xs: [0, 1, 2], ys: [0, 2, 4] },
      { xs: [3, 4, 5], ys: [-100, -98, -96] },
    ];
    expect(commonSlope(strata)).toBe(2);
  });

  it('has an interval that holds the truth about as often as it says', () => {
    const normal = normalFrom(seededRandom(7));
    const xs = Array.from({ length: 12 }, (_, x) => x);
    const held = Array.from({ length: 1000 }, () => commonSlopeInterval([{ xs, ys: xs.map((x) => 2 * x + 3 * normal()) }], 1.96)).filter(
      (interval) => interval && interval[0] <= 2 && interval[1] >= 2,
    ).length;
    expect(held / 1000).toBeGreaterThan(0.92);
    expect(held / 1000).toBeLessThan(0.99);
  });
});

describe('the rest', () => {
  it('combines chances as Fisher does', () => {
    expect(fisherCombined([0.05])).toBeCloseTo(0.05, 12);
    // chi-squared 11.98 with 4 degrees of freedom
    expect(fisherCombined([0.05, 0.05])).toBeCloseTo(0.01748, 4);
    expect(fisherCombined([1, 1, 1])).toBe(1);
  });

  it('takes quantiles without touching the data', () => {
    const values = [10, 9, 100];
    expect([median(values), quantile(values, 1), median([])]).toEqual([10, 100, undefined]);
    expect(values).toEqual([10, 9, 100]);
  });

  it('draws whole units, the same for the same seed', () => {
    const options = { seed: 1, resamples: 500, confidence: 0.95 };
    const mean = (units: readonly number[]) => [units.reduce((a, b) => a + b, 0) / units.length];
    const first = bootstrapIntervals([1, 2, 3, 4, 100], mean, options);
    expect(first).toEqual(bootstrapIntervals([1, 2, 3, 4, 100], mean, options));
    expect(first?.[0]?.[0]).toBeLessThan(22);
    expect(first?.[0]?.[1]).toBeGreaterThan(40);
    expect(bootstrapIntervals([1], () => undefined, options)).toBeUndefined();
  });
});
