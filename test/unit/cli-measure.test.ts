import { describe, expect, it } from 'vitest';
import { isHopeless } from '../../src/cli/measure.ts';
import { HighwaterError } from '../../src/shared/errors.ts';

const neverReady = new HighwaterError('workload-never-ready', '');
const neverRan = new HighwaterError('load-never-ran', '');
const earlier = (...outcomes: ('completed' | 'load-failed' | 'never-ready')[]) => outcomes.map((outcome) => ({ outcome }));

describe('a recording in which nothing was measured', () => {
  it.each([
    ['never ready with memory to spare', neverReady, 'record', []],
    ['the same after others went well', neverReady, 'record', ['completed']],
    ['a load that never ran with memory to spare, and never before', neverRan, 'record', ['load-failed']],
  ] as const)('ends the run: %s', (_, problem, purpose, outcomes) => {
    expect(isHopeless(problem, { purpose }, earlier(...outcomes))).toBe(true);
  });

  it.each([
    ["never ready at the manifest's own limit, which may be the reason", neverReady, 'current', []],
    ['never ready at a limit of the search', neverReady, 'search', ['completed']],
    ['a setup() that fails at a limit of the search', neverRan, 'search', ['completed']],
    ["a setup() that fails at the manifest's own limit", neverRan, 'current', []],
    ['a load that did not begin this once', neverRan, 'record', ['completed']],
  ] as const)('is a fact to be judged: %s', (_, problem, purpose, outcomes) => {
    expect(isHopeless(problem, { purpose }, earlier(...outcomes))).toBe(false);
  });
});
