import type { DayOutcome } from '@/lib/keys/queries/key-activity';

export type SeriesName = 'delivered' | 'waiting' | 'failed' | 'unknown';

/** What a day's messages came to, from the ground up. */
export const SERIES: readonly { name: SeriesName; label: string }[] = [
  { name: 'delivered', label: 'Delivered' },
  { name: 'waiting', label: 'Waiting' },
  { name: 'failed', label: 'Failed' },
  { name: 'unknown', label: 'Unknown' },
];

/** `14 Nov`, of a UTC day such as `2026-11-14`. */
export function dayName(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
}

/** One day in words, for who hears the chart: quiet parts are left out. */
export function dayInWords(day: DayOutcome): string {
  const parts = SERIES.filter(({ name }) => day[name] > 0).map(
    ({ name, label }) => `${day[name]} ${label.toLowerCase()}`,
  );
  return `${dayName(day.day)}: ${parts.length > 0 ? parts.join(', ') : 'no messages'}`;
}

/** The chart's upper edge: 1, 2 or 5 times a power of ten, at least 4, not below `highest`. */
export function roundCeiling(highest: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(highest, 1)));
  const step = [1, 2, 4, 5, 10].find((factor) => factor * power >= highest) ?? 10;
  return Math.max(4, step * power);
}
