import { describe, expect, it } from 'vitest';
import { finalLimitOf } from '../../src/recommend/final-limit.ts';
import { surveyOf } from '../../src/recommend/survey.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { shortage } from '../../src/verify/budget.ts';
import { countRuns } from '../../src/verify/count-runs.ts';
import { nextVariant } from '../../src/verify/next.ts';
import { elasticWorld, killed, noLeak, planWith, recordingOf, rigidWorld, runToEnd, type World } from './simulated-world.ts';

const loose = 512 * MiB;
const node = elasticWorld({ watermark: 446 * MiB, hardPart: 273 * MiB }, 132 * MiB, 108 * MiB);
const final = (plan: ReturnType<typeof planWith>, history: ReturnType<typeof runToEnd>['history']) => finalLimitOf(surveyOf(plan, loose, history));

describe('the budget of runs', () => {
  it.each([
    ['rigid', rigidWorld(100 * MiB, 0.005)],
    ['elastic', node],
  ])('of twelve is enough for a verified limit with %s memory', (_, world) => {
    const plan = planWith({}, 128 * MiB);
    const { history } = runToEnd({ plan, world, looseLimitBytes: loose });
    expect(history).toHaveLength(12);
    expect(final(plan, history)?.rounds).toEqual([expect.objectContaining({ standing: 'confirmed', passes: 3 })]);
  });

  it('stops the search early rather than leave the limit unconfirmed, and the margin covers the gap', () => {
    const plan = planWith({ maxRuns: 9 });
    const { history } = runToEnd({ plan, world: node, looseLimitBytes: loose });
    const found = final(plan, history);
    expect(history.filter(({ purpose }) => purpose === 'search').length).toBeLessThan(4);
    expect(found?.rounds[0]?.standing).toBe('confirmed');
  });

  it('gives up the overload run before the bracket stays open', () => {
    const plan = planWith({ maxRuns: 7 });
    const { history } = runToEnd({ plan, world: rigidWorld(100 * MiB), looseLimitBytes: loose });
    expect(history.map(({ purpose }) => purpose)).toEqual(['record', 'record', 'record', 'search', 'confirm', 'confirm', 'confirm']);
  });

  it('is refused at once when it cannot reach a verified limit', () => {
    const next = nextVariant({ plan: planWith({ maxRuns: 6 }), looseLimitBytes: loose, history: [], leak: noLeak });
    expect(next).toMatchObject({ kind: 'done', why: expect.stringContaining('maxRuns leaves 6') });
    expect(nextVariant({ plan: planWith({ maxRuns: 7 }), looseLimitBytes: loose, history: [], leak: noLeak }).kind).toBe('measure');
  });
});

describe('what is said of runs that are missing', () => {
  const budget = { runsLeft: 0, msLeft: null, msPerRun: { ladder: 30_000, peak: 10_000 } };

  it('names one run as one, and several as several', () => {
    expect(shortage({ ladder: 0, peak: 1 }, budget)).toBe('1 more run is needed and policy.maxRuns leaves 0');
    expect(shortage({ ladder: 3, peak: 0 }, { ...budget, runsLeft: 9, msLeft: 42_000 })).toBe('3 more runs take about 90 s and the time budget leaves 42 s');
  });
});

describe('the budget of time', () => {
  const plan = planWith();
  const { minMs } = countRuns(plan, loose);

  it('is refused at once when the shortest way is longer', () => {
    expect(nextVariant({ plan, looseLimitBytes: loose, history: [], timeBudgetMs: 60_000 })).toMatchObject({
      kind: 'done',
      why: expect.stringContaining('time budget'),
    });
    expect(nextVariant({ plan, looseLimitBytes: loose, history: [], timeBudgetMs: minMs }).kind).toBe('measure');
  });

  it('ends the search early and still confirms', () => {
    const all = runToEnd({ plan, world: node, looseLimitBytes: loose }).history;
    const history = runToEnd({ plan, world: node, looseLimitBytes: loose, timeBudgetMs: 600_000 }).history;
    const searches = (runs: typeof all) => runs.filter(({ purpose }) => purpose === 'search').length;
    expect(searches(history)).toBeLessThan(searches(all));
    expect(final(plan, history)?.rounds[0]?.standing).toBe('confirmed');
    expect(history.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBeLessThanOrEqual(600_000);
  });
});

describe('a failed confirmation', () => {
  const failing = (times: number): World => {
    let confirms = 0;
    return (variant, plan) => {
      const run = rigidWorld(100 * MiB)(variant, plan);
      if (variant.purpose !== 'confirm') return run;
      confirms += 1;
      return confirms <= times ? killed(run) : run;
    };
  };

  it('widens and begins again with new seeds', () => {
    const plan = planWith({ maxRuns: 30 });
    const { history } = runToEnd({ plan, world: failing(1), looseLimitBytes: loose });
    const found = final(plan, history);
    expect(found?.rounds.map(({ standing, passes }) => [standing, passes])).toEqual([
      ['failed', 0],
      ['confirmed', 3],
      ['confirmed', 3],
    ]);
    expect(found?.limitBytes).toBeGreaterThan(found?.firstLimitBytes ?? Infinity);
    const seeds = history.filter(({ purpose }) => purpose === 'confirm').map(({ seed }) => seed);
    expect(new Set(seeds).size).toBe(seeds.length);
  });

  it('widens twice as far each time, so that a need taken far too low is still found', () => {
    const plan = planWith({ maxRuns: 30 });
    const world: World = (variant, own) => rigidWorld(variant.purpose === 'search' ? 100 * MiB : 140 * MiB)(variant, own);
    const { history } = runToEnd({ plan, world, looseLimitBytes: loose });
    // The last round only lays the margin on top of the one before.
    const limits =
      final(plan, history)
        ?.rounds.slice(0, -1)
        .map(({ limitBytes }) => limitBytes / MiB) ?? [];
    const steps = limits.slice(1).map((limit, index) => limit - (limits[index] as number));
    expect(steps.slice(1).every((step, index) => step >= 2 * (steps[index] as number) - 1)).toBe(true);
    expect(final(plan, history)?.rounds.at(-1)?.standing).toBe('confirmed');
  });

  it('lays the margin on top of what then holds, and widens again where that fails', () => {
    const plan = planWith({ maxRuns: 40 });
    const { history } = runToEnd({ plan, world: failing(1), looseLimitBytes: loose });
    const [, held, above] = final(plan, history)?.rounds ?? [];
    expect((above?.limitBytes ?? 0) - (held?.limitBytes ?? 0)).toBe(Math.max(final(plan, history)?.margin.bytes ?? 0, 4 * MiB));
    let confirms = 0;
    const twice: World = (variant, own) => {
      const run = rigidWorld(100 * MiB)(variant, own);
      if (variant.purpose === 'confirm') confirms += 1;
      return variant.purpose === 'confirm' && (confirms === 1 || confirms === 6) ? killed(run) : run;
    };
    const again = final(plan, runToEnd({ plan, world: twice, looseLimitBytes: loose }).history);
    expect(again?.rounds.map(({ standing }) => standing)).toEqual(['failed', 'confirmed', 'failed', 'confirmed', 'confirmed']);
  });

  it('takes the place of the overload run when the runs are short', () => {
    const plan = planWith({}, 128 * MiB);
    const { history } = runToEnd({ plan, world: failing(1), looseLimitBytes: loose });
    expect(history).toHaveLength(12);
    expect(final(plan, history)?.rounds.at(-1)?.standing).toBe('confirmed');
  });

  it('refutes when no run is left to begin again', () => {
    const plan = planWith({}, 128 * MiB);
    const { why } = runToEnd({ plan, world: failing(2), looseLimitBytes: loose });
    expect(why).toContain('refuted');
  });
});

describe('lost runs', () => {
  const plan = planWith();
  const losing = (outcome: 'error' | 'interrupted', times: number): World => {
    let lost = 0;
    return (variant, own) => {
      if (variant.purpose !== 'search' || lost >= times) return rigidWorld(100 * MiB)(variant, own);
      lost += 1;
      return recordingOf(variant, own, { outcome });
    };
  };

  it('are repeated with their own seed and take nothing from the budget', () => {
    const calm = runToEnd({ plan, world: rigidWorld(100 * MiB), looseLimitBytes: loose });
    const { history, why } = runToEnd({ plan, world: losing('error', 2), looseLimitBytes: loose });
    expect(why).toBe(calm.why);
    expect(history.filter(({ outcome }) => outcome !== 'error').map(({ seed }) => seed)).toEqual(calm.history.map(({ seed }) => seed));
    expect(history.map(({ recording }) => Number.parseInt(recording, 10))).toEqual(history.map((_, index) => index + 1));
  });

  it('end the search after three of one kind, but interruptions do not', () => {
    expect(runToEnd({ plan, world: losing('error', 3), looseLimitBytes: loose }).why).toContain('lost 3 times');
    expect(runToEnd({ plan, world: losing('interrupted', 5), looseLimitBytes: loose }).why).toContain('passed its confirmations');
    expect(runToEnd({ plan, world: losing('interrupted', 1e9), looseLimitBytes: loose }).why).toContain('interrupted 20 times');
  });

  it('are discarded for a warm cache, also when the first run was the warm one', () => {
    const warmFirst: World = (variant, own) => ({ ...rigidWorld(100 * MiB)(variant, own), startupFileBytes: variant.index === 1 ? 0 : 25.8 * MiB });
    const { history, why } = runToEnd({ plan, world: warmFirst, looseLimitBytes: loose });
    expect(history.filter(({ purpose }) => purpose === 'record')).toHaveLength(4);
    expect(why).toContain('passed its confirmations');
    const neverCold: World = (variant, own) => ({ ...rigidWorld(100 * MiB)(variant, own), startupFileBytes: variant.purpose === 'search' ? 0 : 25.8 * MiB });
    expect(runToEnd({ plan, world: neverCold, looseLimitBytes: loose }).why).toContain('not as cold');
  });
});

describe('what is announced before anything starts', () => {
  it('lies within the budget and knows of the manifest limit', () => {
    const without = countRuns(planWith({ maxRuns: 30 }), loose);
    const withCurrent = countRuns(planWith({ maxRuns: 30 }, 128 * MiB), loose);
    expect(withCurrent.minRuns).toBe(without.minRuns + 1);
    expect(countRuns(planWith({ maxRuns: 30 }, 2 * loose), loose).minRuns).toBe(without.minRuns);
    expect(countRuns(planWith(), loose)).toMatchObject({ maxRuns: 12 });
    const { policy, ...plan } = planWith();
    expect(countRuns({ ...plan, policy: { ...policy, heapSnapshots: true } }, loose)).toMatchObject({ maxRuns: 13 });
    expect(without.minMs).toBeLessThan(without.maxMs);
  });
});
