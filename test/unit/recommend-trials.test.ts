import { describe, expect, it } from 'vitest';
import type { PhaseAnalysis, RecordingAnalysis } from '../../src/analysis/document.ts';
import { looseReference } from '../../src/recommend/loose-reference.ts';
import { bracketOf, standingOf, surviveBytes, trialsOf } from '../../src/recommend/trials.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { harmed, killed, planWith, recordingOf } from './simulated-world.ts';

const plan = planWith();
const reference = looseReference([
  recordingOf({ index: 1, purpose: 'record', limitBytes: 512 * MiB, seed: 0, load: 'ladder', loadFactor: 1, stopAtFirstKill: false }, plan),
]);

/** One run per letter: pass, harmed, grossly harmed, killed. */
function runs(limitMebibytes: number, letters: string, purpose: 'search' | 'overload' = 'search'): RecordingAnalysis[] {
  return [...letters].map((letter, seed) => {
    const run = recordingOf(
      { index: 1, purpose, limitBytes: limitMebibytes * MiB, seed, load: 'peak', loadFactor: purpose === 'overload' ? 1.2 : 1, stopAtFirstKill: true },
      plan,
    );
    const lost = () => ({ ...run, phases: run.phases.map((phase) => ({ ...phase, errorRate: 0.95 })) });
    return letter === 'k' ? killed(run) : letter === 'g' ? lost() : letter === 'h' ? harmed(run) : run;
  });
}
const trials = (...groups: RecordingAnalysis[][]) => trialsOf(plan, groups.flat(), reference);

describe('where a limit stands', () => {
  it.each([
    ['p', 'passed'],
    ['h', 'undecided'],
    ['hp', 'undecided'],
    ['hpp', 'passed'],
    ['hph', 'failed'],
    ['hh', 'failed'],
    ['g', 'failed'],
    ['k', 'failed'],
    ['pppppk', 'failed'],
    ['ppppphh', 'failed'],
  ])('after %s it has %s', (letters, standing) => {
    expect(standingOf(trials(runs(100, letters))[0] as never)).toBe(standing);
  });
});

describe('a confirmation', () => {
  const strict = planWith({}, undefined, { errorRateMax: 0.01 });
  const confirm = (changes: Partial<PhaseAnalysis>) => {
    const run = recordingOf({ index: 1, purpose: 'confirm', limitBytes: 100 * MiB, seed: 1, load: 'ladder', loadFactor: 1, stopAtFirstKill: true }, strict);
    return { ...run, phases: run.phases.map((phase) => (phase.phaseKind === 'level' ? { ...phase, ...changes } : phase)) };
  };
  const standing = (changes: Partial<PhaseAnalysis>) => standingOf(trialsOf(strict, [confirm(changes)], reference)[0] as never);

  it('that breaks what the plan allows fails at once', () => {
    expect(standing({ errorRate: 0.175 })).toBe('failed');
  });

  it('that only compares badly with the loose-limit runs does not yet', () => {
    expect(standing({ p99Ms: 4000 })).toBe('undecided');
  });
});

describe('the bracket', () => {
  it('lies between the highest failure and the lowest pass above it', () => {
    expect(bracketOf(trials(runs(80, 'k'), runs(90, 'hh'), runs(100, 'pp'), runs(120, 'p')))).toEqual({
      failedBytes: 90 * MiB,
      passedBytes: 100 * MiB,
      passes: 2,
    });
  });

  it('is raised by a failure above a pass', () => {
    expect(bracketOf(trials(runs(100, 'ppp'), runs(110, 'k'), runs(120, 'p')))).toMatchObject({ failedBytes: 110 * MiB, passedBytes: 120 * MiB });
  });

  it('is not raised by one harmed run, nor by the overload run', () => {
    expect(bracketOf(trials(runs(100, 'ppp'), runs(110, 'h')))).toMatchObject({ failedBytes: null, passedBytes: 100 * MiB });
    expect(bracketOf(trials(runs(100, 'ppp'), runs(110, 'k', 'overload')))).toMatchObject({ failedBytes: null, passedBytes: 100 * MiB });
  });
});

describe('the lowest limit that survives', () => {
  it('is one at which it may starve, but nothing was killed there or above', () => {
    expect(surviveBytes(trials(runs(29, 'k'), runs(40, 'hh'), runs(80, 'p')))).toBe(40 * MiB);
    expect(surviveBytes(trials(runs(29, 'p'), runs(40, 'k'), runs(80, 'p')))).toBe(80 * MiB);
    expect(surviveBytes(trials(runs(29, 'k')))).toBeNull();
  });
});
