import { describe, expect, it } from 'vitest';
import type { Death, RecordingAnalysis } from '../../src/analysis/document.ts';
import { doubtsOf } from '../../src/recommend/doubts.ts';
import { finalLimitOf } from '../../src/recommend/final-limit.ts';
import { statusOf } from '../../src/recommend/status.ts';
import { surveyOf } from '../../src/recommend/survey.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { killOf, noLeak, planWith, rigidWorld, runToEnd, type World } from './simulated-world.ts';

const loose = 512 * MiB;
const plan = planWith({ maxRuns: 30 }, 128 * MiB);

/** A workload of 100 MiB whose main process ends by itself, and loses `errorRate` of the requests of that level. */
function ending(death: Partial<Death>, errorRate: number, when: (run: RecordingAnalysis) => boolean = () => true): World {
  return (variant, of) => {
    const run = rigidWorld(100 * MiB)(variant, of);
    if (run.kills.length > 0 || !when(run)) return run;
    const phases = run.phases.map((phase) => (phase.name === 'level-50' ? { ...phase, errorRate } : phase));
    return { ...run, phases, restarts: 1, deaths: [killOf({ class: 'exit-137-not-oom', mainProcess: true, ...death })] };
  };
}

function verdict(world: World) {
  const { history, why } = runToEnd({ plan, world, looseLimitBytes: loose });
  return { runs: history.length, ...statusOf(surveyOf(plan, loose, history), null, noLeak, why) };
}

describe('a workload that ends by itself with memory to spare', () => {
  it('gets no verdict about a limit, and no further run', () => {
    const { runs, status, why } = verdict(ending({}, 0.4));
    expect({ runs, status }).toEqual({ runs: 4, status: 'none' });
    expect(why).toBe(
      'No limit can be verified: the main process ends by itself in every loose-limit run (first in level-50 after 15s: exit 137, and no OOM kill), and up to 40 % of the requests of a level fail: mend that first, memory is not the reason.',
    );
  });

  it('is told apart when its runtime gave up for lack of heap', () => {
    expect(verdict(ending({ class: 'runtime-abort' }, 0.4)).why).toContain('its heap flag bounds');
  });
});

describe('a limit is searched', () => {
  it.each<[string, World]>([
    ['where nothing is lost by the end', ending({}, 0)],
    ['where it ends before it is ready, as it may while a dependency is missing', ending({ phase: 'startup' }, 0)],
    ['where a child ends and its parent lives', ending({ mainProcess: false }, 0.4)],
    ['where only one recording shows it', ending({}, 0.4, ({ recording }) => recording.startsWith('002'))],
  ])('%s', (_, world) => {
    expect(runToEnd({ plan, world, looseLimitBytes: loose }).history.some(({ purpose }) => purpose === 'search')).toBe(true);
  });
});

describe('a workload that ends by itself now and then', () => {
  it('is not sent for more memory when its limit failed by that', () => {
    const world: World = (variant, of) =>
      ending({ class: 'exit' }, variant.index === 2 ? 0.2 : 0.4, ({ purpose }) => variant.index === 2 || purpose === 'confirm')(variant, of);
    const { history, why } = runToEnd({ plan, world, looseLimitBytes: loose });
    const survey = surveyOf(plan, loose, history);
    const status = statusOf(survey, finalLimitOf(survey), noLeak, why);
    expect(status.status).toBe('refuted');
    expect(status.why).toContain('the main process ended by itself in these runs, as it does with memory to spare: mend that first');
    expect(status.why).not.toContain('try ');
  });
});

describe('a peak that is not served with memory to spare', () => {
  const failing =
    (errorRate: number | null): World =>
    (variant, of) => {
      const run = rigidWorld(100 * MiB)(variant, of);
      return { ...run, phases: run.phases.map((phase) => (phase.name.startsWith('level-50') ? { ...phase, errorRate } : phase)) };
    };
  const doubts = (world: World) => doubtsOf(surveyOf(plan, loose, runToEnd({ plan, world, looseLimitBytes: loose }).history), null);

  it('leaves every limit unverified', () => {
    expect(doubts(failing(0.3))).toEqual([expect.stringContaining('at least 30 % of requests fail at the peak even with memory to spare (1 % allowed)')]);
  });

  it('does so too where k6 counted neither a request nor a check: a script that calls nothing passes at every limit', () => {
    expect(doubts(failing(null))).toEqual([expect.stringContaining('k6 counted no request and no check at the peak')]);
  });

  it('unless the plan allows as much', () => {
    expect(doubts(failing(0.009))).toEqual([]);
  });
});
