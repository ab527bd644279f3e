import { describe, expect, it } from 'vitest';
import type { RecordingAnalysis } from '../../src/analysis/document.ts';
import type { LeakVerdict } from '../../src/analysis/leak/document.ts';
import { finalLimitOf } from '../../src/recommend/final-limit.ts';
import { surveyOf } from '../../src/recommend/survey.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { nextVariant } from '../../src/verify/next.ts';
import { chance, elasticWorld, harmed, killed, noLeak, planWith, recordingOf, rigidWorld, runToEnd, type Simulation, type World } from './simulated-world.ts';

/** A workload drawn from a seed: how much it needs, of which kind, how noisy, how lucky the runs are. */
function randomWorld(draw: number): Simulation {
  const pick = (what: number) => chance(draw, what);
  const need = (8 + 400 * pick(1)) * MiB;
  const held = { watermark: need * (0.5 + 3 * pick(2)), hardPart: need * (0.1 + 1.2 * pick(3)) };
  const calm = pick(4) < 0.4 ? rigidWorld(need, 0.08 * pick(5)) : elasticWorld(held, need, need * pick(6));
  const mishap = 0.25 * pick(7);
  const world: World = (variant, plan) => {
    const run = calm(variant, plan);
    const luck = chance(draw, variant.seed, variant.index);
    if (luck < mishap * 0.2) return recordingOf(variant, plan, { outcome: luck < mishap * 0.1 ? 'interrupted' : 'load-failed' });
    if (luck < mishap * 0.4) return { ...run, startupFileBytes: 0 };
    if (luck < mishap * 0.6) return harmed(run);
    return luck < mishap * 0.7 ? killed(run) : run;
  };
  const policy = { maxRuns: 4 + Math.floor(20 * pick(8)), recordings: 1 + Math.floor(4 * pick(9)), confirmations: 1 + Math.floor(4 * pick(10)) };
  const plan = planWith(policy, pick(11) < 0.5 ? Math.ceil(need * (0.4 + 2 * pick(12))) : undefined);
  return { plan, world, looseLimitBytes: Math.ceil(need * (1 + 4 * pick(13))) };
}

const counted = ({ plan, looseLimitBytes }: Simulation, history: readonly RecordingAnalysis[]) => surveyOf(plan, looseLimitBytes, history).runs.counted;

describe('five hundred random workloads', () => {
  const simulations = Array.from({ length: 500 }, (_, draw) => randomWorld(draw));
  const finished = simulations.map((simulation) => ({ simulation, ...runToEnd(simulation) }));

  it('all come to an end within the budget of runs', () => {
    for (const { simulation, history } of finished) expect(counted(simulation, history).length).toBeLessThanOrEqual(simulation.plan.policy.maxRuns);
  });

  it('are verified in part, refuted in part, and given up in part', () => {
    const ends = ['passed its confirmations', 'refuted', 'loose limit', 'cannot be verified'];
    for (const end of ends) expect(finished.some(({ why }) => why.includes(end))).toBe(true);
  });

  it('are called confirmed only at a limit above every failure, with as many clean runs as the plan asks', () => {
    const confirmed = finished.filter(({ why }) => why.includes('passed its confirmations'));
    expect(confirmed.length).toBeGreaterThan(50);
    for (const { simulation, history } of confirmed) {
      const survey = surveyOf(simulation.plan, simulation.looseLimitBytes, history);
      const final = finalLimitOf(survey);
      expect(final?.limitBytes).toBeGreaterThan(survey.known.failedBytes ?? 0);
      expect(final?.rounds.at(-1)?.passes).toBeGreaterThanOrEqual(simulation.plan.policy.confirmations);
    }
  });

  it('never share a seed between search and confirmation', () => {
    for (const { simulation, history } of finished) {
      const runs = counted(simulation, history);
      const confirms = runs.filter(({ purpose }) => purpose === 'confirm');
      const others = new Set(runs.filter(({ purpose }) => purpose !== 'confirm').map(({ seed }) => seed));
      expect(confirms.filter(({ seed }) => others.has(seed))).toEqual([]);
      expect(new Set(confirms.map(({ limitBytes, seed }) => `${limitBytes} ${seed}`)).size).toBe(confirms.length);
    }
  });
});

describe('a run directory that was cut', () => {
  const worlds: [string, Simulation][] = [
    ['rigid', { plan: planWith({}, 128 * MiB), world: rigidWorld(100 * MiB, 0.01), looseLimitBytes: 512 * MiB }],
    [
      'elastic',
      { plan: planWith({}, 64 * MiB), world: elasticWorld({ watermark: 200 * MiB, hardPart: 90 * MiB }, 120 * MiB, 20 * MiB), looseLimitBytes: 256 * MiB },
    ],
  ];

  it.each(worlds)('goes on to the same verdict wherever it was cut: %s', (_, simulation) => {
    const whole = runToEnd(simulation);
    for (let cut = 0; cut < whole.history.length; cut += 1) {
      const before = whole.history.slice(0, cut);
      const next = nextVariant({ ...simulation, leak: noLeak, history: before });
      if (next.kind !== 'measure') throw new Error('ended before its end');
      const torn = recordingOf(next.variant, simulation.plan, { outcome: 'interrupted', phases: [] });
      const resumed = runToEnd({ ...simulation, history: [...before, torn] });
      expect(resumed.why).toBe(whole.why);
      expect(counted(simulation, resumed.history).map(({ purpose, limitBytes, seed }) => ({ purpose, limitBytes, seed }))).toEqual(
        whole.history.map(({ purpose, limitBytes, seed }) => ({ purpose, limitBytes, seed })),
      );
    }
  });
});

describe('workloads without a limit to verify', () => {
  const plan = planWith({}, 128 * MiB);
  const looseLimitBytes = 512 * MiB;

  it('stop after the recordings when they leak, and not for a verdict short of that', () => {
    const leak: LeakVerdict = { ...noLeak, verdict: 'leak', bytesPerHour: 30 * MiB, why: 'grows' };
    const { history, why } = runToEnd({ plan, world: rigidWorld(100 * MiB), looseLimitBytes, leak });
    expect(history.map(({ purpose }) => purpose)).toEqual(['current', 'record', 'record', 'record']);
    expect(why).toContain('leaks');
    expect(runToEnd({ plan, world: rigidWorld(100 * MiB), looseLimitBytes, leak: { ...leak, verdict: 'saturating' } }).why).toContain('passed');
  });

  it('stop at the first kill at the loose limit', () => {
    const { history, why } = runToEnd({ plan, world: rigidWorld(2000 * MiB), looseLimitBytes });
    expect(history.map(({ purpose }) => purpose)).toEqual(['current', 'record']);
    expect(why).toContain('killed at the loose limit of 512Mi');
  });

  it('stop when they are never ready at the loose limit', () => {
    const world: World = (variant, own) => recordingOf(variant, own, { outcome: 'never-ready', phases: [] });
    expect(runToEnd({ plan, world, looseLimitBytes }).why).toContain('never became ready');
  });
});

describe('a limit at which even the load gives up', () => {
  it("is harmed and no reason to stop, be it the manifest's own", () => {
    const world: World = (variant, own) => {
      const run = rigidWorld(100 * MiB)(variant, own);
      if (variant.limitBytes >= 120 * MiB) return run;
      const notes = [{ code: 'load-gave-up', text: 'a threshold was crossed' }];
      return recordingOf(variant, own, { outcome: 'load-failed', phases: [], quality: { ...run.quality, notes } });
    };
    const { history, why } = runToEnd({ plan: planWith({ maxRuns: 20 }, 60 * MiB), world, looseLimitBytes: 240 * MiB });
    expect(history.slice(0, 5).map(({ purpose }) => purpose)).toEqual(['current', 'record', 'record', 'record', 'current']);
    expect(why).toContain('passed its confirmations');
  });
});
