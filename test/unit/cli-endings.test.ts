import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Analysis, RecordingAnalysis } from '../../src/analysis/document.ts';
import type { Context } from '../../src/cli/context.ts';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import { explainFailure } from '../../src/cli/fail.ts';
import { watchInterrupts } from '../../src/cli/interrupt.ts';
import type { Recommendation } from '../../src/recommend/document.ts';
import { HighwaterError } from '../../src/shared/errors.ts';
import { killed, noLeak, planWith, recordingOf } from './simulated-world.ts';

const record = { index: 1, purpose: 'record', limitBytes: 1, seed: 1, load: 'ladder', loadFactor: 1, stopAtFirstKill: false } as const;
const run = (changes: Partial<RecordingAnalysis> = {}) => recordingOf(record, planWith(), changes);
const exit = (status: Recommendation['status'], ...recordings: RecordingAnalysis[]) =>
  exitCodeOf({ status } as Recommendation, { leak: noLeak, recordings } as unknown as Analysis, 'fail');

describe('the exit code of a judged run', () => {
  const neverReady = run({ outcome: 'never-ready', phases: [] });
  const noLoad = run({ outcome: 'load-failed', phases: [] });

  it.each([
    ['verified', 0, [run()]],
    ['refuted', 1, [run()]],
    ['none, killed at the loose limit', 1, [{ ...killed(neverReady), outcome: 'never-ready' as const }]],
    ['none, never ready with memory to spare', 4, [neverReady]],
    ['none, never ready with memory to spare after a good one', 4, [run(), neverReady]],
    ['unverified, the load never ran', 4, [noLoad, noLoad]],
    ['unverified, the load failed in one of the runs', 5, [run(), noLoad]],
    ['unverified, nothing was made yet', 5, []],
    ['unverified, interrupted before there was any load', 5, [run({ outcome: 'interrupted', phases: [] })]],
  ])('%s: %i', (status, code, recordings) => {
    expect(exit(status.split(',')[0] as Recommendation['status'], ...recordings)).toBe(code);
  });
});

describe('an error', () => {
  const told = (error: unknown) => {
    const lines: string[] = [];
    const code = explainFailure(error, { env: {}, stderr: (text: string) => lines.push(text) } as unknown as Context);
    return { code, text: lines.join('') };
  };

  it('of the file system is the machine and not a defect', () => {
    expect(told(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', path: '/reports/x' }))).toMatchObject({
      code: 3,
      text: expect.stringMatching(/ENOSPC[\s\S]*next: .*\/reports\/x/),
    });
  });

  it('that nobody foresaw is a defect, one with a code keeps its own', () => {
    expect(told(new TypeError('undefined is not a function')).code).toBe(70);
    expect(told(Object.assign(new Error('read'), { code: 'ENOENT' })).code).toBe(70);
    expect(told(new HighwaterError('plan-invalid', 'x')).code).toBe(2);
  });
});

describe('an interruption', () => {
  const watched = () => {
    const exits: number[] = [];
    const host = Object.assign(new EventEmitter(), { exit: (code: number) => exits.push(code) });
    let nowMs = 1000;
    const interruption = watchInterrupts(
      host as unknown as NodeJS.Process,
      () => undefined,
      () => nowMs,
    );
    const press = (afterMs: number) => {
      nowMs += afterMs;
      host.emit('SIGINT');
    };
    return { exits, interruption, press };
  };

  it('that comes twice at once, from the terminal and passed on by a parent, is one', () => {
    const { exits, interruption, press } = watched();
    press(0);
    press(30);
    expect([interruption.signal.aborted, exits]).toEqual([true, []]);
  });

  it('that is repeated ends the process at once', () => {
    const { exits, press } = watched();
    press(0);
    press(300);
    expect(exits).toEqual([130]);
  });
});
