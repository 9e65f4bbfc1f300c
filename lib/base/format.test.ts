import { describe, expect, test } from 'vitest';
import {
  formatClock,
  formatCount,
  formatDate,
  formatDateTime,
  formatDuration,
  formatRecords,
  formatRelative,
  formatTimeLeft,
} from './format';

const NOW = new Date('2026-11-20T12:00:00.000Z');
const before = (ms: number) => new Date(NOW.getTime() - ms);

describe('formatRelative', () => {
  test.each([
    [0, 'now'],
    [999, 'now'],
    [12_000, '12 s ago'],
    [3 * 60_000, '3 min ago'],
    [8 * 3_600_000, '8 h ago'],
    [24 * 3_600_000, 'yesterday'],
    [45 * 86_400_000, '6 Oct 2026'],
    [-30_000, 'in 30 s'],
  ])('formats %i ms ago as %s', (ageMs, words) => {
    expect(formatRelative(before(ageMs), NOW, 'UTC')).toBe(words);
  });
});

test.each([
  [0, '0 ms'],
  [850, '850 ms'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [86_400_000, '1 day'],
  [3 * 86_400_000, '3 days'],
])('formats a duration of %i ms as %s', (durationMs, words) => {
  expect(formatDuration(durationMs)).toBe(words);
});

test('formats dates, times and counts for the console', () => {
  const at = new Date('2026-11-14T09:05:07.042Z');
  expect(formatDate(at, 'UTC')).toBe('14 Nov 2026');
  expect(formatDateTime(at, 'UTC')).toBe('14 Nov 2026, 09:05:07');
  expect(formatClock(at, 'UTC')).toBe('09:05:07.042');
  expect(formatCount(1_204_118)).toBe('1,204,118');
});

test.each([
  [0, '1 s'],
  [12_345, '12 s'],
  [4 * 60_000 + 5_000, '4 min'],
  [(5 * 60 + 12) * 60_000, '5 h 12 min'],
  [5 * 3_600_000 + 59_000, '5 h'],
  [51 * 3_600_000, '2 days 3 h'],
  [24 * 3_600_000, '1 day'],
])('formats %i ms left as %s', (durationMs, words) => {
  expect(formatTimeLeft(durationMs)).toBe(words);
});

test.each([
  [1, 20, 57, 'Page 1 of 3, showing 20 records out of 57 total, starting on record 1, ending on 20'],
  [3, 20, 57, 'Page 3 of 3, showing 17 records out of 57 total, starting on record 41, ending on 57'],
  [1, 20, 1, 'Page 1 of 1, showing 1 record out of 1 total, starting on record 1, ending on 1'],
  [1, 20, 0, 'Page 0 of 1, showing 0 records out of 0 total, starting on record 0, ending on 0'],
  [
    50,
    100,
    100_000,
    'Page 50 of 1,000, showing 100 records out of 100,000 total, starting on record 4,901, ending on 5,000',
  ],
])('formats page %i of %i records per %i', (page, pageSize, total, words) => {
  expect(formatRecords(page, pageSize, total)).toBe(words);
});
