import { describe, expect, test } from 'vitest';
import { formatClock, formatCount, formatDate, formatDateTime, formatDuration, formatRelative } from './format';

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
  ])('%i ms ago reads %s', (ageMs, words) => {
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
])('%i ms last %s', (durationMs, words) => {
  expect(formatDuration(durationMs)).toBe(words);
});

test('dates, times and counts read as the console shows them', () => {
  const at = new Date('2026-11-14T09:05:07.042Z');
  expect(formatDate(at, 'UTC')).toBe('14 Nov 2026');
  expect(formatDateTime(at, 'UTC')).toBe('14 Nov 2026, 09:05:07');
  expect(formatClock(at, 'UTC')).toBe('09:05:07.042');
  expect(formatCount(1_204_118)).toBe('1,204,118');
});
