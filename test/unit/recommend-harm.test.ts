import { describe, expect, it } from 'vitest';
import type { PhaseAnalysis } from '../../src/analysis/document.ts';
import { harmOfLevel } from '../../src/recommend/harm.ts';
import { unseenLevel } from '../../src/recommend/loose-reference.ts';
import { calmLevel, levelPhase, planWith } from './simulated-world.ts';

const objectives = { errorRateMax: 0.01, p99MaxMs: 300, stallMax: 0.05 };
const harm = (changes: Partial<PhaseAnalysis>, loose = calmLevel, plan = planWith({}, undefined, objectives)) =>
  harmOfLevel(levelPhase(50, changes), loose, plan);

describe('harm of a level', () => {
  it.each([
    ['p99 above 1.5 x the loose one', { p99Ms: 61 }, 'p99'],
    ['p99 above its objective', { p99Ms: 301 }, '300 ms allowed'],
    ['errors above the objective', { errorRate: 0.011 }, 'requests failed'],
    ['a dropped iteration', { droppedIterations: 1 }, 'dropped'],
    ['stall above the bound', { memoryStall: 0.051 }, 'stalled'],
  ])('fires on %s', (_, changes, words) => {
    expect(harm(changes)).toEqual([expect.stringContaining(words)]);
  });

  it.each([
    ['p99 at 1.5 x the loose one', { p99Ms: 60 }],
    ['errors at the objective', { errorRate: 0.01 }],
    ['stall at the bound', { memoryStall: 0.05 }],
    ['refaults with flat latency, as a streaming cache makes them', { refaultsPerSecond: 1e6 }],
  ])('does not fire on %s', (_, changes) => {
    expect(harm(changes)).toEqual([]);
  });

  it('does not hold an objective against a limit when the loose-limit runs broke it too', () => {
    const loose = { ...calmLevel, p99Ms: 310, errorRate: 0.02, memoryStall: 0.2 };
    expect(harm({ p99Ms: 320, errorRate: 0.03, memoryStall: 0.3 }, loose)).toEqual([]);
  });

  it('does not call dropped iterations harm where the loose-limit runs dropped some', () => {
    expect(harm({ droppedIterations: 5 }, { ...calmLevel, droppedIterations: 1 })).toEqual([]);
  });

  it('takes a few milliseconds of a very quick server for noise, and more for harm', () => {
    const quick = { ...calmLevel, p99Ms: 2 };
    expect(harm({ p99Ms: 6.9 }, quick)).toEqual([]);
    expect(harm({ p99Ms: 7.1 }, quick)).toHaveLength(1);
  });

  it('counts failed requests also where the plan states no objective', () => {
    expect(harm({ errorRate: 0.5 }, calmLevel, planWith())).toEqual([expect.stringContaining('plan says nothing')]);
    expect(harm({ errorRate: 0.009 }, calmLevel, planWith())).toEqual([]);
  });

  it('names starvation when refaults come with lost latency', () => {
    expect(harm({ p99Ms: 200, refaultsPerSecond: 5000 })[1]).toContain('starved');
    expect(harm({ p99Ms: 200, refaultsPerSecond: 5000 }, { ...calmLevel, refaultsPerSecond: 4000 })).toHaveLength(1);
  });

  it('judges a level that the loose-limit runs did not have by the objectives alone', () => {
    expect(harm({ p99Ms: 250, droppedIterations: 3 }, { ...unseenLevel } as never)).toEqual([]);
    expect(harm({ p99Ms: 350 }, { ...unseenLevel } as never)).toHaveLength(1);
  });
});
