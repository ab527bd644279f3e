/**
 * Sums up vitest's JSON report: counts of tests, and the suites that were left out with why. A file that failed without a failed test (it did
 * not load, or its preparation broke) counts as one failure.
 */
export function totalsOf(report) {
  const broken = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length;
  const failed = report.numFailedTests + broken;
  return {
    passed: report.numPassedTests,
    // An error outside of any test makes the run unsuccessful without a failed test.
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
    leftOut: [...new Set(report.testResults.flatMap(leftOutOf))],
  };
}

function leftOutOf(file) {
  return file.assertionResults.flatMap((test) => test.ancestorTitles.flatMap(reasonIn));
}

/** test/requirements.ts puts the reason into the title of a suite that it skips. */
function reasonIn(title) {
  const match = /^(.*) \[left out: (.*)\]$/s.exec(title);
  return match === null ? [] : [`${match[1]}: ${match[2]}`];
}

export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
