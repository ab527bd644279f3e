import { describe, expect, test } from 'vitest';
import { scheduleLevels } from '../../src/loads/k6/schedule.ts';
import { seededRandom, shuffled } from '../../src/shared/random.ts';
import { loadPlan, loadVariant } from './k6-plan.ts';

const ratesOf = (levels: ReturnType<typeof scheduleLevels>): number[] => levels.map(({ rate }) => rate);

describe('ladder', () => {
  test('drives every level once, back to back, each held and settled as planned', () => {
    const levels = scheduleLevels(loadPlan(), loadVariant());
    expect(ratesOf(levels).toSorted((a, b) => a - b)).toEqual([10, 20, 30, 40, 50]);
    expect(levels.map(({ startMs }) => startMs)).toEqual([0, 12_000, 24_000, 36_000, 48_000]);
    expect(levels.every(({ durationMs, settleMs }) => durationMs === 12_000 && settleMs === 5000)).toBe(true);
  });

  test('has one order per seed', () => {
    expect(scheduleLevels(loadPlan(), loadVariant({ seed: 3 }))).toEqual(scheduleLevels(loadPlan(), loadVariant({ seed: 3 })));
  });

  test('comes in many orders over the seeds', () => {
    const orders = new Set(Array.from({ length: 200 }, (_, seed) => ratesOf(scheduleLevels(loadPlan(), loadVariant({ seed }))).join()));
    expect(orders.size).toBeGreaterThan(80);
  });

  test('leaves the plan as it is', () => {
    const plan = loadPlan();
    scheduleLevels(plan, loadVariant());
    expect(plan.load.levels).toEqual([10, 20, 30, 40, 50]);
  });

  test('tells levels of the same rate apart', () => {
    const names = scheduleLevels(loadPlan({ levels: [30, 30, 2.5] }), loadVariant()).map(({ name }) => name);
    expect(names.toSorted()).toEqual(['level-2.5', 'level-30', 'level-30-2']);
  });
});

describe('variants', () => {
  test('peak is the peak level alone, whatever the profile', () => {
    for (const profile of ['ladder', 'surge', 'soak', 'spike'] as const) {
      expect(scheduleLevels(loadPlan({ profile }), loadVariant({ load: 'peak' }))).toEqual([
        { name: 'level-50', rate: 50, startMs: 0, durationMs: 12_000, settleMs: 5000 },
      ]);
    }
  });

  test('a load factor multiplies the rates and nothing else', () => {
    const [level] = scheduleLevels(loadPlan(), loadVariant({ load: 'peak', loadFactor: 1.2, purpose: 'overload' }));
    expect(level).toEqual({ name: 'level-60', rate: 60, startMs: 0, durationMs: 12_000, settleMs: 5000 });
  });
});

describe('profiles', () => {
  test('surge is three times the normal day for a while', () => {
    const levels = scheduleLevels(loadPlan({ profile: 'surge', peak: 100 }), loadVariant());
    expect(levels.map(({ name }) => name)).toEqual(['level-30', 'level-90', 'level-30-2']);
  });

  test('surge never exceeds the peak', () => {
    expect(ratesOf(scheduleLevels(loadPlan({ profile: 'surge', peak: 80 }), loadVariant()))).toEqual([30, 80, 30]);
  });

  test('soak is the normal day for the whole hold', () => {
    expect(scheduleLevels(loadPlan({ profile: 'soak' }), loadVariant())).toEqual([
      { name: 'level-30', rate: 30, startMs: 0, durationMs: 12_000, settleMs: 5000 },
    ]);
  });

  test('spike has short bursts to the peak, of which nothing is left out', () => {
    const levels = scheduleLevels(loadPlan({ profile: 'spike' }), loadVariant());
    expect(ratesOf(levels)).toEqual([30, 50, 30, 50, 30]);
    expect(levels[1]).toEqual({ name: 'level-50', rate: 50, startMs: 12_000, durationMs: 3000, settleMs: 0 });
    expect(levels[2]?.startMs).toBe(15_000);
  });

  test('a burst is never shorter than k6 can hold it', () => {
    expect(scheduleLevels(loadPlan({ profile: 'spike', holdMs: 2000 }), loadVariant())[1]?.durationMs).toBe(1000);
  });

  test("script is one level as long as the script's own scenarios, not multiplied", () => {
    expect(scheduleLevels(loadPlan({ profile: 'script' }), loadVariant({ loadFactor: 1.2 }), 45_000)).toEqual([
      { name: 'script', rate: 50, startMs: 0, durationMs: 45_000, settleMs: 5000 },
    ]);
  });
});

describe('seeded random', () => {
  test('is the published mulberry32', () => {
    // First numbers for seed 1, from the reference implementation in C.
    const random = seededRandom(1);
    expect([random(), random(), random()]).toEqual([0.6270739405881613, 0.002735721180215478, 0.5274470399599522]);
  });

  test('shuffles every item to every place', () => {
    const random = seededRandom(5);
    const firsts = new Map<string, number>();
    for (let round = 0; round < 3000; round++) {
      const first = shuffled(['a', 'b', 'c'], random)[0] as string;
      firsts.set(first, (firsts.get(first) ?? 0) + 1);
    }
    for (const count of firsts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
    expect(firsts.size).toBe(3);
  });
});
