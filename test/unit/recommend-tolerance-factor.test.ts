import { describe, expect, it } from 'vitest';
import { toleranceFactor } from '../../src/recommend/tolerance-factor.ts';

describe('toleranceFactor', () => {
  it.each([
    [3, 7.66],
    [5, 4.2],
    [8, 3.19],
    [10, 2.91],
    [15, 2.57],
    [20, 2.4],
    [30, 2.22],
  ])('agrees with the published factor for 95 %% coverage and confidence, n = %i', (n, k) => {
    expect(toleranceFactor(n, 0.95, 0.95)).toBeCloseTo(k, 2);
  });

  it.each([
    [5, 5.74],
    [10, 3.98],
  ])('agrees with the published factor for 99 %% coverage, n = %i', (n, k) => {
    expect(toleranceFactor(n, 0.99, 0.95)).toBeCloseTo(k, 2);
  });

  it('holds for two values, where one degree of freedom has mass at no spread', () => {
    expect(toleranceFactor(2, 0.95, 0.95)).toBeCloseTo(26.26, 1);
  });

  it.each([
    [2, 0.99, 0.95, 37.094],
    [2, 0.99, 0.99, 185.617],
    [3, 0.99, 0.99, 23.896],
    [3, 0.99, 0.95, 10.553],
  ])('agrees with the published factor where it is steep: n = %i, coverage %d, confidence %d', (n, coverage, confidence, k) => {
    expect(toleranceFactor(n, coverage, confidence) / k).toBeCloseTo(1, 3);
  });

  it('falls with every further value', () => {
    const factors = [2, 3, 4, 6, 12, 40].map((n) => toleranceFactor(n, 0.99, 0.95));
    expect(factors).toEqual(factors.toSorted((a, b) => b - a));
  });
});
