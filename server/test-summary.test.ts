import { expect, test } from 'vitest';
import { countPlaywright, countVitest, summaryOf, verdict } from './test-summary.mjs';

const report = {
  stats: { expected: 5, flaky: 1, unexpected: 2 },
  suites: [
    {
      specs: [{ file: 'a.spec.ts', line: 3, title: 'steady', tests: [{ status: 'expected' }] }],
      suites: [{ specs: [{ file: 'a.spec.ts', line: 9, title: 'flaky', tests: [{ status: 'flaky' }] }] }],
    },
  ],
};

test('lists a retried test, and ends with a line of the totals alone', () => {
  const endToEnd = { title: 'End to end', seconds: 61.23, ...verdict(1, countPlaywright(report)) };
  const unit = { title: 'Unit', seconds: 4, ...verdict(0, countVitest({ numPassedTests: 9, numFailedTests: 0 })) };
  const lines = summaryOf([endToEnd, unit]).split('\n');
  expect(lines).toContain('Passed only on a retry: a.spec.ts:9 flaky');
  expect(lines.at(-1)).toBe('15 passed, 2 failed');
});

test.each([
  ['a step without tests', 0, undefined, { passed: 1, failed: 0 }],
  ['a failed step without tests', 1, undefined, { passed: 0, failed: 1 }],
  ['a runner without a report', 0, null, { passed: 0, failed: 1 }],
  ['a runner that failed without a failed test', 1, { passed: 7, failed: 0 }, { passed: 7, failed: 1 }],
  ['a runner with failed tests', 1, { passed: 7, failed: 3 }, { passed: 7, failed: 3 }],
])('counts %s', (_, status, count, expected) => {
  expect(verdict(status, count)).toEqual({ ...expected, retried: [] });
});
