import { describe, expect, it } from 'vitest';
import type { PhaseAnalysis, RecordingAnalysis } from '../../src/analysis/document.ts';
import { finalLimitOf } from '../../src/recommend/final-limit.ts';
import { statusOf } from '../../src/recommend/status.ts';
import { surveyOf } from '../../src/recommend/survey.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { noLeak, planWith, rigidWorld, runToEnd, type World } from './simulated-world.ts';

const loose = 512 * MiB;
const plan = planWith({ maxRuns: 30 }, 128 * MiB);
const calm = { hostBusyShare: 0.5, strangersShare: 0.05 };
const full = { hostBusyShare: 1, strangersShare: 0.5 };

const withLevels = (run: RecordingAnalysis, changes: Partial<PhaseAnalysis>): RecordingAnalysis => ({
  ...run,
  phases: run.phases.map((phase) => ({ ...phase, ...changes })),
});

/** A workload of 100 MiB whose runs are late for the first `times` times that `late` says so, while the machine is as `then` says. */
function lateWorld(times: number, then: Partial<PhaseAnalysis>, late: (run: RecordingAnalysis) => boolean): World {
  let left = times;
  return (variant, of) => {
    const run = withLevels(rigidWorld(100 * MiB)(variant, of), calm);
    if (left === 0 || run.kills.length > 0 || !late(run)) return run;
    left -= 1;
    return withLevels(run, then);
  };
}

function finished(world: World) {
  const { history } = runToEnd({ plan, world, looseLimitBytes: loose });
  const survey = surveyOf(plan, loose, history);
  const final = finalLimitOf(survey);
  return { limitMiB: (final?.limitBytes ?? 0) / MiB, lost: survey.runs.lost.map(({ why }) => why), status: statusOf(survey, final, noLeak, undefined).status };
}

const confirms = ({ purpose }: RecordingAnalysis): boolean => purpose === 'confirm';
const late = { p99Ms: 900 };
const undisturbed = finished(lateWorld(0, {}, confirms));

describe('a run that was late while strangers filled the machine', () => {
  it('is made again, and its limit is not blamed', () => {
    const { limitMiB, lost, status } = finished(lateWorld(2, { ...late, ...full }, confirms));
    expect({ limitMiB, status }).toEqual({ limitMiB: undisturbed.limitMiB, status: 'verified' });
    expect(lost).toEqual(
      Array(2).fill(expect.stringContaining('other programs used 50 % of the machine during level-10 (5 % in the calmest loose-limit run)')),
    );
  });

  it('counts all the same at the third time: a machine that is never quiet must not stop the search', () => {
    const { limitMiB, lost } = finished(
      lateWorld(Number.POSITIVE_INFINITY, { ...late, ...full }, (run) => run.purpose === 'search' && run.limitBytes < 110 * MiB),
    );
    expect(lost.length).toBeGreaterThan(1);
    expect(limitMiB).toBeGreaterThan(undisturbed.limitMiB);
  });
});

describe('a run counts', () => {
  it.each([
    ['that was late on a machine with room to spare', { ...late, hostBusyShare: 0.7, strangersShare: 0.5 }],
    ['that was late on a machine which workload and load filled by themselves', { ...late, hostBusyShare: 1, strangersShare: 0.1 }],
    ['that lost much, whoever used the machine', { errorRate: 0.4, ...full }],
  ])('%s', (_, then) => {
    const { limitMiB, lost } = finished(lateWorld(2, then, confirms));
    expect(lost).toEqual([]);
    expect(limitMiB).toBeGreaterThan(undisturbed.limitMiB);
  });

  it('that was killed, whoever used the machine', () => {
    const world: World = (variant, of) => withLevels(rigidWorld(100 * MiB)(variant, of), variant.purpose === 'record' ? calm : full);
    expect(finished(world)).toMatchObject({ lost: [], limitMiB: undisturbed.limitMiB });
  });
});
