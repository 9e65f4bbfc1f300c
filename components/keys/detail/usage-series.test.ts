import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayInWords, roundCeiling } from './usage-series';

const QUIET = { uses: 0, accepted: 0, delivered: 0, failed: 0, unknown: 0, waiting: 0 };

describe('the upper edge of the chart', () => {
  test.each([
    [0, 4],
    [4, 4],
    [7, 10],
    [11, 20],
    [99, 100],
    [101, 200],
    [1_204, 2_000],
  ])('above %i stands %i', (highest, ceiling) => {
    expect(roundCeiling(highest)).toBe(ceiling);
  });

  test('is never below the highest bar, never more than 2.5 times it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 1e12 }), (highest) => {
        expect(roundCeiling(highest)).toBeGreaterThanOrEqual(highest);
        expect(roundCeiling(highest)).toBeLessThanOrEqual(highest * 2.5);
      }),
    );
  });
});

test('a day in words names only what there was', () => {
  expect(dayInWords({ ...QUIET, day: '2026-11-14', delivered: 12, failed: 1 })).toBe('14 Nov: 12 delivered, 1 failed');
  expect(dayInWords({ ...QUIET, day: '2026-11-14' })).toBe('14 Nov: no messages');
});
