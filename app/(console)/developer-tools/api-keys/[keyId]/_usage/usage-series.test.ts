import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chartCeiling, describeDay } from './usage-series';

const QUIET = { uses: 0, accepted: 0, delivered: 0, failed: 0, unknown: 0, waiting: 0 };

describe('the maximum of the axis', () => {
  test.each([
    [0, 4],
    [4, 4],
    [7, 10],
    [11, 20],
    [99, 100],
    [101, 200],
    [1_204, 2_000],
  ])('for a highest value of %i is %i', (highest, ceiling) => {
    expect(chartCeiling(highest)).toBe(ceiling);
  });

  test('is at least the highest value and at most 2.5 times it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 1e12 }), (highest) => {
        expect(chartCeiling(highest)).toBeGreaterThanOrEqual(highest);
        expect(chartCeiling(highest)).toBeLessThanOrEqual(highest * 2.5);
      }),
    );
  });
});

test('the description of a day omits empty series', () => {
  expect(describeDay({ ...QUIET, day: '2026-11-14', delivered: 12, failed: 1 })).toBe('14 Nov: 12 delivered, 1 failed');
  expect(describeDay({ ...QUIET, day: '2026-11-14' })).toBe('14 Nov: no messages');
});
