import { describe, expect, it } from 'vitest';
import type { PhaseAnalysis } from '../../src/analysis/document.ts';
import { breaksObjective, harmOfLevel, losesMuch } from '../../src/recommend/harm.ts';
import { looseReference, unseenLevel } from '../../src/recommend/loose-reference.ts';
import { calmLevel, levelPhase, planWith, recordingOf } from './simulated-world.ts';

const objectives = { errorRateMax: 0.01, p99MaxMs: 300, stallMax: 0.05 };
const calmReference = { ...calmLevel, usualP99Ms: calmLevel.p99Ms, achievedRate: 50, strangersShare: 0.05 };
const harm = (changes: Partial<PhaseAnalysis>, loose = calmReference, plan = planWith({}, undefined, objectives)) =>
  harmOfLevel(levelPhase(50, changes), loose, plan);

describe('harm of a level', () => {
  it.each([
    ['p99 above 1.5 x the loose one and beyond a tenth of what is allowed', { p99Ms: 71 }, 'p99'],
    ['p99 above its objective', { p99Ms: 301 }, '300 ms allowed'],
    ['errors above the objective', { errorRate: 0.011 }, 'requests failed'],
    ['a dropped iteration', { droppedIterations: 1 }, 'dropped'],
    ['stall above the bound', { memoryStall: 0.051 }, 'stalled'],
  ])('fires on %s', (_, changes, words) => {
    expect(harm(changes)).toEqual([expect.stringContaining(words)]);
  });

  it.each([
    ['p99 above 1.5 x the loose one, but within a tenth of what is allowed', { p99Ms: 70 }],
    ['errors at the objective', { errorRate: 0.01 }],
    ['stall at the bound', { memoryStall: 0.05 }],
    ['refaults with flat latency, as a streaming cache makes them', { refaultsPerSecond: 1e6 }],
  ])('does not fire on %s', (_, changes) => {
    expect(harm(changes)).toEqual([]);
  });

  it('does not hold an objective against a limit when the loose-limit runs broke it too', () => {
    const loose = { ...calmReference, p99Ms: 310, usualP99Ms: 310, errorRate: 0.02, memoryStall: 0.2 };
    expect(harm({ p99Ms: 320, errorRate: 0.03, memoryStall: 0.3 }, loose)).toEqual([]);
  });

  it('does not call dropped iterations harm where the loose-limit runs dropped some', () => {
    expect(harm({ droppedIterations: 5 }, { ...calmReference, droppedIterations: 1 })).toEqual([]);
  });

  it('takes a few milliseconds of a very quick server for noise, and more for harm', () => {
    const quick = { ...calmReference, usualP99Ms: 2, p99Ms: 2 };
    expect(harm({ p99Ms: 26.9 }, quick, planWith())).toEqual([]);
    expect(harm({ p99Ms: 27.1 }, quick, planWith())).toHaveLength(1);
    expect(harm({ p99Ms: 60 }, calmReference, planWith())).toEqual([]);
    expect(harm({ p99Ms: 66 }, calmReference, planWith())).toHaveLength(1);
  });

  it('tells what broke the plan from what only compares badly', () => {
    const broke = (changes: Partial<PhaseAnalysis>, loose = calmReference) =>
      breaksObjective(levelPhase(50, changes), loose, planWith({}, undefined, objectives));
    expect([broke({ p99Ms: 301 }), broke({ errorRate: 0.011 })]).toEqual([true, true]);
    expect([broke({ p99Ms: 299 }), broke({ memoryStall: 0.5 }), broke({ p99Ms: 400 }, { ...calmReference, p99Ms: 310 })]).toEqual([false, false, false]);
  });

  it('believes a loss at once where every tenth request is lost, and not below', () => {
    const gross = (errorRate: number, loose = calmReference) => losesMuch(levelPhase(50, { errorRate }), loose, planWith({}, undefined, objectives));
    expect([gross(0.11), gross(0.1), gross(0.15, { ...calmReference, errorRate: 0.06 })]).toEqual([true, false, false]);
  });

  it('counts failed requests also where the plan states no objective', () => {
    expect(harm({ errorRate: 0.5 }, calmReference, planWith())).toEqual([expect.stringContaining('plan says nothing')]);
    expect(harm({ errorRate: 0.009 }, calmReference, planWith())).toEqual([]);
  });

  it('names starvation when refaults come with lost latency', () => {
    expect(harm({ p99Ms: 200, refaultsPerSecond: 5000 })[1]).toContain('starved');
    expect(harm({ p99Ms: 200, refaultsPerSecond: 5000 }, { ...calmReference, refaultsPerSecond: 4000 })).toHaveLength(1);
  });

  it('judges a level that the loose-limit runs did not have by the objectives alone', () => {
    expect(harm({ p99Ms: 250, droppedIterations: 3 }, { ...unseenLevel } as never)).toEqual([]);
    expect(harm({ p99Ms: 350 }, { ...unseenLevel } as never)).toHaveLength(1);
  });

  it('still sees a limit that makes far worse what was broken without one', () => {
    const loose = { ...calmReference, errorRate: 0.05, memoryStall: 0.2, droppedIterations: 4 };
    expect(harm({ errorRate: 0.9 }, loose)).toEqual([expect.stringContaining('90 % of requests failed')]);
    expect(harm({ errorRate: 0.07, memoryStall: 0.29, droppedIterations: 6 }, loose)).toEqual([]);
    expect(harm({ memoryStall: 0.8 }, loose)).toEqual([expect.stringContaining('stalled')]);
    expect(harm({ droppedIterations: 40 }, loose)).toEqual([expect.stringContaining('dropped')]);
  });

  it('sees requests that never came back, which are neither errors nor latencies nor dropped', () => {
    expect(harm({ achievedRate: 35 })).toEqual([expect.stringContaining('35 of 50 iterations a second')]);
    expect(harm({ achievedRate: 42 })).toEqual([]);
    expect(harm({ achievedRate: null })).toEqual([]);
    // One of a few iterations on the other side of the edge of a short level.
    expect(harm({ achievedRate: 0.05, offeredRate: 0.2 }, { ...calmReference, achievedRate: 0.2 })).toEqual([]);
  });
});

describe('the reference of a level', () => {
  const record = (p99s: readonly number[]) => {
    const plan = planWith();
    const variant = { index: 1, purpose: 'record', limitBytes: 1, seed: 1, load: 'ladder', loadFactor: 1, stopAtFirstKill: false } as const;
    const run = recordingOf(variant, plan);
    return { ...run, phases: run.phases.map((phase, index) => ({ ...phase, p99Ms: p99s[index] as number, achievedRate: (phase.achievedRate as number) - 1 })) };
  };
  const usual = (rate: number) => looseReference([record([90, 20, 30, 25, 40]), record([15, 50, 30, 35, 120])])?.levels.get(`${rate}/s`);

  it('is the worst p99 at that rate or a lower one: less load does not make a server slower, so all of them show its noise', () => {
    expect([10, 20, 30, 50].map((rate) => usual(rate)?.usualP99Ms)).toEqual([90, 90, 90, 120]);
    expect([10, 20, 30, 50].map((rate) => usual(rate)?.p99Ms)).toEqual([90, 50, 30, 120]);
    expect(usual(30)?.achievedRate).toBe(29);
  });
});
