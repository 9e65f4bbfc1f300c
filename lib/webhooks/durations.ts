/** Upper bounds, in milliseconds, of the buckets in which durations of attempts are counted. The last one has all above. */
const BOUNDS_MS = [5, 10, 20, 35, 50, 75, 100, 150, 250, 500, 1_000, 2_500, 5_000, 10_000, 15_000];

export const DURATION_BUCKETS = BOUNDS_MS.length + 1;

/** Returns the index of the bucket that a duration belongs to. */
export function durationBucket(durationMs: number): number {
  const index = BOUNDS_MS.findIndex((bound) => durationMs <= bound);
  return index === -1 ? BOUNDS_MS.length : index;
}

/** Returns a quantile of counted durations in milliseconds, interpolated within its bucket; null without durations. */
export function durationQuantile(counts: readonly number[], quantile: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let left = quantile * total;
  for (const [index, count] of counts.entries()) {
    const low = BOUNDS_MS[index - 1] ?? 0;
    const high = BOUNDS_MS[index] ?? low;
    if (count > 0 && left <= count) return Math.round(low + (high - low) * (left / count));
    left -= count;
  }
  return BOUNDS_MS.at(-1) ?? null;
}
