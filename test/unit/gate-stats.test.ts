import { describe, expect, it } from 'vitest';
import { fewestHeadRuns, fewestRuns } from '../../src/gate/compare/enough-runs.ts';
import { holmAdjusted } from '../../src/gate/stats/holm.ts';
import { rankSumP, smallestRankSumP } from '../../src/gate/stats/rank-sum.ts';
import { pairedShift, shiftBetween } from '../../src/gate/stats/shift.ts';
import { signedRankP } from '../../src/gate/stats/signed-rank.ts';
import { seededRandom } from '../../src/shared/random.ts';

const midrank = (values: readonly number[], value: number): number =>
  values.filter((other) => other < value).length + (values.filter((other) => other === value).length + 1) / 2;

/** By asking every sign pattern. */
function signedRankByHand(differences: readonly number[]): number {
  const moved = differences.filter((difference) => difference !== 0);
  const sizes = moved.map(Math.abs);
  const ranks = sizes.map((size) => midrank(sizes, size));
  const observed = ranks.reduce((sum, rank, index) => sum + ((moved[index] as number) > 0 ? rank : 0), 0);
  let asHigh = 0;
  for (let signs = 0; signs < 2 ** moved.length; signs++) {
    const sum = ranks.reduce((total, rank, index) => total + (signs & (1 << index) ? rank : 0), 0);
    if (sum >= observed - 1e-9) asHigh += 1;
  }
  return asHigh / 2 ** moved.length;
}

/** By asking every choice. */
function rankSumByHand(base: readonly number[], head: readonly number[]): number {
  const all = [...base, ...head];
  const ranks = all.map((value) => midrank(all, value));
  const observed = ranks.slice(base.length).reduce((sum, rank) => sum + rank, 0);
  let ways = 0;
  let asHigh = 0;
  for (let chosen = 0; chosen < 2 ** all.length; chosen++) {
    const picked = ranks.filter((_, index) => chosen & (1 << index));
    if (picked.length !== head.length) continue;
    ways += 1;
    if (picked.reduce((sum, rank) => sum + rank, 0) >= observed - 1e-9) asHigh += 1;
  }
  return asHigh / ways;
}

/** Small whole numbers, so that ties and zeros come up. */
const draws = (random: () => number, count: number, from: number, width: number): number[] =>
  Array.from({ length: count }, () => from + Math.floor(random() * width));

describe('the signed-rank test', () => {
  it.each([
    [[1, 2, 3, 4, 5, 6, 7], 1 / 128],
    [[-1, 2, 3, 4, 5, 6, 7], 2 / 128],
    [[-1, -2, -3], 1],
    [[0, 0], 1],
    [[], 1],
    [[0, 5, 5], 1 / 4],
  ])('of %j is %f', (differences, p) => {
    expect(signedRankP(differences)).toBeCloseTo(p, 12);
  });

  it('is what counting every sign pattern gives, ties and zeros included', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 60; round++) {
      const differences = draws(random, 1 + (round % 10), -4, 10);
      expect(signedRankP(differences)).toBeCloseTo(signedRankByHand(differences), 10);
    }
  });
});

describe('the rank-sum test', () => {
  it.each([
    [[1, 2, 3], [4, 5, 6], 1 / 20],
    [[4, 5, 6], [1, 2, 3], 1],
    [[1, 1], [1, 1], 1],
    [[], [1], 1],
  ])('of %j and %j is %f', (base, head, p) => {
    expect(rankSumP(base, head)).toBeCloseTo(p, 12);
  });

  it('is what counting every choice gives, ties included', () => {
    const random = seededRandom(4);
    for (let round = 0; round < 40; round++) {
      const base = draws(random, 2 + (round % 5), 0, 8);
      const head = draws(random, 1 + (round % 6), 1, 8);
      expect(rankSumP(base, head)).toBeCloseTo(rankSumByHand(base, head), 10);
    }
  });

  it('can show no less than one choice in all', () => {
    expect(smallestRankSumP(5, 5)).toBeCloseTo(1 / 252, 12);
    expect(smallestRankSumP(7, 3)).toBeCloseTo(1 / 120, 12);
  });

  it('holds for many runs', () => {
    const base = Array.from({ length: 60 }, (_, index) => index);
    expect(
      rankSumP(
        base,
        base.map((value) => value + 100),
      ),
    ).toBeLessThan(1e-30);
  });
});

describe('adjusting for several questions', () => {
  it('multiplies the smallest by all, the next by the rest, and never falls', () => {
    expect(holmAdjusted([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
    expect(holmAdjusted([0.6, 0.7])).toEqual([1, 1]);
    expect(holmAdjusted([])).toEqual([]);
  });
});

describe('sizes', () => {
  it('are medians of means and of differences, which one odd run does not move far', () => {
    expect(pairedShift([1, 2, 3])).toBe(2);
    expect(pairedShift([1, 2, 300])).toBeLessThan(160);
    expect(shiftBetween([1, 2, 3], [11, 12, 13])).toBe(10);
  });
});

describe('enough runs', () => {
  it.each([
    ['paired', 1, 7],
    ['paired', 2, 8],
    ['paired', 5, 9],
    ['baseline', 1, 5],
  ] as const)('%s, %i comparisons: %i', (design, comparisons, runs) => {
    expect(fewestRuns(design, comparisons)).toBe(runs);
  });

  it('of head are fewer where base has many, and none where base has one', () => {
    expect(fewestHeadRuns(10, 1)).toBe(3);
    expect(fewestHeadRuns(1, 1)).toBeUndefined();
  });
});
