import type { DayOutcome } from '@/lib/keys/queries/key-activity';

export type SeriesName = 'delivered' | 'waiting' | 'failed' | 'unknown';

/** The series of the chart, from the bottom up. */
export const SERIES: readonly { name: SeriesName; label: string }[] = [
  { name: 'delivered', label: 'Delivered' },
  { name: 'waiting', label: 'Waiting' },
  { name: 'failed', label: 'Failed' },
  { name: 'unknown', label: 'Unknown' },
];

/** Formats a UTC day such as `2026-11-14` as `14 Nov`. */
export function dayName(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
}

/** Describes a day for screen readers; empty series are omitted. */
export function describeDay(day: DayOutcome): string {
  const parts = SERIES.filter(({ name }) => day[name] > 0).map(
    ({ name, label }) => `${day[name]} ${label.toLowerCase()}`,
  );
  return `${dayName(day.day)}: ${parts.length > 0 ? parts.join(', ') : 'no messages'}`;
}

/** Returns the maximum of the axis: 1, 2, 4, 5 or 10 times a power of ten, at least 4 and at least `highest`. */
export function chartCeiling(highest: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(highest, 1)));
  const step = [1, 2, 4, 5, 10].find((factor) => factor * power >= highest) ?? 10;
  return Math.max(4, step * power);
}
