import { describe, expect, test } from 'vitest';
import { closingLine, totalsOf } from '../../scripts/test-totals.mjs';

const passing = { status: 'passed', assertionResults: [{ ancestorTitles: ['arithmetic'], status: 'passed' }] };
const leftOut = {
  status: 'passed',
  assertionResults: ['one', 'two'].map((title) => ({ title, ancestorTitles: ['pods [left out: kind: "kind" cannot be started (ENOENT)]'], status: 'pending' })),
};
const unprepared = { status: 'failed', assertionResults: [{ ancestorTitles: ['the tarball'], status: 'skipped' }] };
const failing = { status: 'failed', assertionResults: [{ ancestorTitles: ['arithmetic'], status: 'failed' }] };
const unloadable = { status: 'failed', assertionResults: [] };

function reportOf(testResults: readonly unknown[], counts: Record<string, number>, success = true) {
  return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, ...counts, success, testResults };
}

describe('totals of a test run', () => {
  test('a suite left out is named once with its reason, however many tests it holds', () => {
    const totals = totalsOf(reportOf([passing, leftOut], { numPassedTests: 1, numPendingTests: 2 }));
    expect(totals.leftOut).toEqual(['pods: kind: "kind" cannot be started (ENOENT)']);
    expect(closingLine(totals)).toBe('1 passed, 0 failed, 2 skipped');
  });

  test('a file that does not load is a failure although no test failed', () => {
    expect(totalsOf(reportOf([passing, unloadable], { numPassedTests: 1 }, false)).failed).toBe(1);
  });

  test('a file whose preparation broke is a failure although its tests were skipped', () => {
    expect(totalsOf(reportOf([unprepared, failing], { numPendingTests: 1, numFailedTests: 1 }, false)).failed).toBe(2);
  });

  test('an error outside of any test is a failure', () => {
    expect(totalsOf(reportOf([passing], { numPassedTests: 1 }, false)).failed).toBe(1);
  });

  test('failed tests are not counted twice when the run says it was unsuccessful', () => {
    expect(totalsOf(reportOf([failing], { numFailedTests: 3 }, false)).failed).toBe(3);
  });
});
