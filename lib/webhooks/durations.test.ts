import { expect, it } from 'vitest';
import { DURATION_BUCKETS, durationBucket, durationQuantile } from './durations';

const counted = (durations: readonly number[]) => {
  const counts: number[] = Array(DURATION_BUCKETS).fill(0);
  for (const each of durations) counts[durationBucket(each)] = (counts[durationBucket(each)] ?? 0) + 1;
  return counts;
};

it.each([
  [[], null],
  [[0], 5],
  [Array(100).fill(3), 5],
  [[...Array(94).fill(3), ...Array(6).fill(900)], 583],
  [Array(20).fill(20_000), 15_000],
])('the 95th percentile of %j is about %s ms', (durations, expected) => {
  expect(durationQuantile(counted(durations), 0.95)).toBe(expected);
});
