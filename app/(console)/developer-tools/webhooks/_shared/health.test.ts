import { expect, test } from 'vitest';
import { successRate } from './health';

test.each([
  [0, 0, null],
  [3, 0, '100 %'],
  [99_999, 1, '99.9 %'],
  [2, 1, '66.6 %'],
  [0, 7, '0 %'],
  [1, 9_999, '0 %'],
])('%i accepted and %i failed: %s', (succeeded, failed, shown) => {
  expect(successRate({ succeeded, failed })).toBe(shown);
});
