import { describe, expect, it } from 'vitest';
import { finalLimitOf } from '../../src/recommend/final-limit.ts';
import { stepBytes } from '../../src/recommend/step.ts';
import { surveyOf } from '../../src/recommend/survey.ts';
import { standingOf } from '../../src/recommend/trials.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { chance, elasticWorld, harmed, planWith, recordingOf, rigidWorld, runToEnd, type Simulation, type World } from './simulated-world.ts';

const loose = 800 * MiB;
const long = { maxRuns: 40 };

function search(simulation: Partial<Simulation> & { world: World }) {
  const full = { plan: planWith(long), looseLimitBytes: loose, ...simulation };
  const { history, why } = runToEnd(full);
  const survey = surveyOf(full.plan, full.looseLimitBytes, history);
  const tried = history.filter(({ purpose }) => purpose === 'search').map(({ limitBytes }) => limitBytes / MiB);
  return { history, why, survey, final: finalLimitOf(survey), tried, purposes: history.map(({ purpose }) => purpose) };
}

describe('the order of runs', () => {
  it("replays the manifest's own limit first and whole, then records at the loose limit", () => {
    const { history } = search({ world: rigidWorld(100 * MiB), plan: planWith({}, 128 * MiB) });
    expect(history.slice(0, 5).map(({ purpose, limitBytes }) => `${purpose} ${limitBytes / MiB}`)).toEqual([
      'current 128',
      'record 800',
      'record 800',
      'record 800',
      'search 100',
    ]);
    expect(history[0]?.phases).toHaveLength(5);
  });

  it("does not replay a manifest's limit that is looser than the loose limit", () => {
    expect(search({ world: rigidWorld(100 * MiB), plan: planWith({}, 2 * loose) }).purposes).not.toContain('current');
  });

  it("repeats the manifest's limit once when it was harmed, and not when it was killed or lost much", () => {
    const starving = elasticWorld({ watermark: 200 * MiB, hardPart: 150 * MiB }, 140 * MiB, 20 * MiB);
    expect(search({ world: starving, plan: planWith(long, 64 * MiB) }).purposes.filter((purpose) => purpose === 'current')).toHaveLength(2);
    expect(search({ world: rigidWorld(100 * MiB), plan: planWith(long, 64 * MiB) }).purposes.filter((purpose) => purpose === 'current')).toHaveLength(1);
    const losing: World = (variant, plan) => {
      const run = starving(variant, plan);
      return variant.purpose === 'current' ? { ...run, phases: run.phases.map((phase) => ({ ...phase, errorRate: 0.95 })) } : run;
    };
    expect(search({ world: losing, plan: planWith(long, 64 * MiB) }).purposes.filter((purpose) => purpose === 'current')).toHaveLength(1);
  });

  it('never gives a confirmation a seed that was used before', () => {
    const { history } = search({ world: rigidWorld(100 * MiB, 0.03), plan: planWith(long, 64 * MiB) });
    expect(new Set(history.map(({ seed }) => seed)).size).toBe(history.length);
  });

  it('ends with one overload run at the final limit, and with none when the plan asks for none', () => {
    const { history, final } = search({ world: rigidWorld(100 * MiB) });
    expect(history.at(-1)).toMatchObject({ purpose: 'overload', limitBytes: final?.limitBytes, loadFactor: 1.2 });
    expect(search({ world: rigidWorld(100 * MiB), plan: planWith({ overload: 1 }) }).purposes).not.toContain('overload');
    const own = planWith(long);
    const script = { ...own, load: { ...own.load, profile: 'script' as const } };
    expect(search({ world: rigidWorld(100 * MiB), plan: script }).purposes).not.toContain('overload');
  });
});

describe('the bracket', () => {
  it('closes in three runs on rigid memory', () => {
    expect(search({ world: rigidWorld(100 * MiB), plan: planWith({ confirmations: 1 }) }).tried).toEqual([100, 94, 97]);
  });

  it('raises the upper end by a quarter until it passes', () => {
    const hungry = elasticWorld({ watermark: 100 * MiB, hardPart: 90 * MiB }, 150 * MiB, 150 * MiB);
    const world: World = (variant, plan) => (variant.purpose === 'record' ? recordingOf(variant, plan) : hungry(variant, plan));
    expect(search({ world }).tried.slice(0, 3)).toEqual([100, 125, 157]);
  });

  it('does not raise beyond the loose limit, and then halves the way to it', () => {
    const world: World = (variant, plan) => (variant.purpose === 'record' ? recordingOf(variant, plan) : rigidWorld(190 * MiB)(variant, plan));
    const { tried, final } = search({ world, looseLimitBytes: 192 * MiB });
    expect(Math.max(...tried)).toBeLessThanOrEqual(192);
    expect(final?.cut).toBe(true);
  });

  it('looks near the hard part first where that was not needed as a whole, and further away each time', () => {
    const held = { watermark: 150 * MiB, hardPart: 120 * MiB };
    expect(search({ world: elasticWorld(held, 100 * MiB, 100 * MiB) }).tried.slice(0, 3)).toEqual([152, 116, 87]);
    expect(search({ world: elasticWorld(held, 20 * MiB, 20 * MiB) }).tried.slice(0, 5)).toEqual([152, 116, 87, 43, 21]);
  });

  it('halves a lower end that passes where there is hardly a hard part, down to one step', () => {
    const { tried, survey } = search({ world: elasticWorld({ watermark: 364 * MiB, hardPart: 4 * MiB }, 0, 0) });
    expect(tried.slice(0, 4)).toEqual([364, 182, 91, 45]);
    expect(survey.searched.passedBytes).toBeLessThan(2 * stepBytes(survey.plan, 0));
    expect(Math.min(...tried)).toBeGreaterThanOrEqual(4);
  });

  it('raises the lower end for a failure above a pass', () => {
    let seen = 0;
    // 104 passes once and is killed when it is run again: an edge, not a need.
    const world: World = (variant, plan) => {
      const again = variant.purpose === 'search' && variant.limitBytes === 104 * MiB && seen++ > 0;
      return again ? rigidWorld(200 * MiB)(variant, plan) : rigidWorld(103 * MiB)(variant, plan);
    };
    const { survey, tried } = search({ world });
    expect(tried).toContain(104);
    expect(survey.searched.failedBytes).toBeGreaterThanOrEqual(104 * MiB);
    expect(survey.searched.passedBytes).toBeGreaterThan(104 * MiB);
  });
});

describe('the need that is found', () => {
  const within = (survey: ReturnType<typeof search>['survey'], truth: number) => {
    const need = survey.searched.passedBytes as number;
    expect(need).toBeGreaterThanOrEqual(truth);
    expect(need - truth).toBeLessThanOrEqual(stepBytes(survey.plan, need));
  };

  it.each([20, 100, 333, 777])('is that of rigid memory of %i MiB, within a step', (truth) => {
    within(search({ world: rigidWorld(truth * MiB), looseLimitBytes: 4096 * MiB }).survey, truth * MiB);
  });

  it.each([
    ['a compiled server whose text must stay', 95, 62, 80, 29],
    ['a Node server', 446, 273, 132, 108],
    ['a caching proxy', 329, 150, 156, 58],
    ['a static file server', 364, 4, 4, 4],
    ['prefork workers', 655, 621, 628, 621],
    ['a JVM', 707, 486, 640, 133],
  ])('is that of %s, within a step', (_, watermark, hardPart, need, survive) => {
    const world = elasticWorld({ watermark: watermark * MiB, hardPart: hardPart * MiB }, need * MiB, survive * MiB);
    within(search({ world }).survey, need * MiB);
  });

  it('is passed as often as a confirmation when the runs allow it', () => {
    expect(search({ world: rigidWorld(100 * MiB) }).survey.searched.passes).toBe(3);
  });

  it('is unharmed, not merely alive, although far lower limits kill nothing', () => {
    const { final, history } = search({ world: elasticWorld({ watermark: 300 * MiB, hardPart: 90 * MiB }, 120 * MiB, 20 * MiB) });
    expect(final?.searchedNeedBytes).toBeGreaterThanOrEqual(120 * MiB);
    expect(history.every(({ kills }) => kills.length === 0)).toBe(true);
  });

  it('keeps away from an edge that is perfect in one run and lost in the next', () => {
    const noisy: World = (variant, plan) => {
      const run = recordingOf(variant, plan, { peakBytes: { watermark: 300 * MiB, sampled: null, hardPart: 90 * MiB } });
      const lost = variant.limitBytes < 140 * MiB && chance(variant.seed, 3) < 0.5;
      return lost || variant.limitBytes < 120 * MiB ? harmed(run) : run;
    };
    const { final, survey } = search({ world: noisy });
    const failures = survey.trials.filter((trial) => trial.limitBytes >= (final?.limitBytes as number) && standingOf(trial) === 'failed');
    expect(failures).toEqual([]);
    expect(final?.limitBytes).toBeGreaterThanOrEqual(120 * MiB);
  });
});
