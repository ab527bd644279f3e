import { describe, expect, it } from 'vitest';
import { highestMean } from '../../src/analysis/metrics/highest-mean.ts';

const times = Float64Array.from({ length: 40 }, (_, second) => second * 1000);
const series = (at: (second: number) => number) => Float64Array.from(times, (ms) => at(ms / 1000));

describe('the highest mean over 10 s', () => {
  it('finds a stretch that is as long', () => {
    expect(
      highestMean(
        times,
        series((second) => (second >= 12 && second <= 25 ? 300 : 100)),
        10_000,
      ),
    ).toBe(300);
  });

  it('does not take a spike for one', () => {
    expect(
      highestMean(
        times,
        series((second) => (second === 20 ? 1200 : 100)),
        10_000,
      ),
    ).toBe(200);
  });

  it('is the mean of all where there is less, and of nothing there is none', () => {
    expect(highestMean(times.subarray(0, 4), Float64Array.of(100, 200, 300, 400), 10_000)).toBe(250);
    expect(highestMean(times.subarray(0, 0), Float64Array.of(), 10_000)).toBeNull();
    expect(highestMean(times.subarray(0, 2), Float64Array.of(1, Number.NaN), 10_000)).toBeNull();
  });
});
