// The summary at the end of `npm test`, from the reports of the test runners.

/**
 * @typedef {{ passed: number, failed: number, retried?: string[] }} Count `retried` names tests that passed only on a retry
 * @typedef {{ title: string, seconds: number } & Required<Count>} Result
 */

/** @returns {Count | null} null without a report */
export function countVitest(report) {
  return report && { passed: report.numPassedTests, failed: report.numFailedTests };
}

/** @returns {Count | null} null without a report */
export function countPlaywright(report) {
  if (!report) return null;
  const { expected, flaky, unexpected } = report.stats;
  return { passed: expected + flaky, failed: unexpected, retried: report.suites.flatMap(flakyIn) };
}

/** Tests that passed only on a retry; there are retries only with E2E_RETRIES, which .ci/run sets. */
function flakyIn({ specs = [], suites = [] }) {
  const own = specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky'));
  return [...own.map(({ file, line, title }) => `${file}:${line} ${title}`), ...suites.flatMap(flakyIn)];
}

/**
 * Returns the counts of one step. A runner that failed without a failed test, such as for a file that does not load, counts
 * as one failure.
 * @param {number | null} status exit status of the step
 * @param {Count | null | undefined} count from its report; null without a report, undefined for a step without tests
 * @returns {Required<Count>}
 */
export function verdict(status, count) {
  if (count === undefined) return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, retried: [] };
  if (count === null) return { passed: 0, failed: 1, retried: [] };
  return { retried: [], ...count, failed: status === 0 ? count.failed : Math.max(count.failed, 1) };
}

/** Returns a table of the steps, the retried tests, and as the last line `N passed, N failed`. */
export function summaryOf(results) {
  const width = Math.max(...results.map(({ title }) => title.length));
  const rows = results.map(({ title, passed, failed, seconds }) => {
    const cells = [String(passed).padStart(6), String(failed).padStart(6), seconds.toFixed(1).padStart(7)];
    return `${title.padEnd(width)}  ${cells.join('  ')}`;
  });
  const retried = results.flatMap((result) => result.retried).map((test) => `Passed only on a retry: ${test}`);
  const sum = (of) => results.reduce((total, result) => total + result[of], 0);
  return [
    '',
    `${'Step'.padEnd(width)}  passed  failed  seconds`,
    ...rows,
    ...(retried.length > 0 ? ['', ...retried] : []),
    '',
    `${sum('passed')} passed, ${sum('failed')} failed`,
  ].join('\n');
}
