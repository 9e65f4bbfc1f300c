import { pageCount } from './paging';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LOCALE = 'en-GB';

/** `1,204,118` */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** `once`, `2 times`, `1,000 times`. */
export function formatTimes(count: number): string {
  return count === 1 ? 'once' : `${formatCount(count)} times`;
}

/** `14 Nov 2026` in `timeZone` (the browser's own when undefined). */
export function formatDate(at: Date, timeZone?: string): string {
  return at.toLocaleDateString(LOCALE, { day: 'numeric', month: 'short', year: 'numeric', timeZone });
}

/** `14 Nov 2026, 09:05:07` in `timeZone` (the browser's own when undefined). */
export function formatDateTime(at: Date, timeZone?: string): string {
  const time = at.toLocaleTimeString(LOCALE, { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone });
  return `${formatDate(at, timeZone)}, ${time}`;
}

/** `09:05:07.042` in `timeZone` (the browser's own when undefined). */
export function formatClock(at: Date, timeZone?: string): string {
  return at.toLocaleTimeString(LOCALE, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZone,
  });
}

/** `12 s ago`, `3 min ago`, `8 h ago`, `yesterday`, then the date. A time ahead of `now` reads `in 3 min`. */
export function formatRelative(at: Date, now: Date, timeZone?: string): string {
  const ageMs = now.getTime() - at.getTime();
  if (ageMs < -SECOND_MS) return `in ${formatDuration(-ageMs)}`;
  if (ageMs < SECOND_MS) return 'now';
  if (ageMs < DAY_MS) return `${formatDuration(ageMs)} ago`;
  if (ageMs < 2 * DAY_MS) return 'yesterday';
  return formatDate(at, timeZone);
}

/** `850 ms`, `12 s`, `3 min`, `8 h`, `2 days`: the largest unit, rounded down. */
export function formatDuration(durationMs: number): string {
  if (durationMs < SECOND_MS) return `${Math.max(0, Math.round(durationMs))} ms`;
  if (durationMs < MINUTE_MS) return `${Math.floor(durationMs / SECOND_MS)} s`;
  if (durationMs < HOUR_MS) return `${Math.floor(durationMs / MINUTE_MS)} min`;
  if (durationMs < DAY_MS) return `${Math.floor(durationMs / HOUR_MS)} h`;
  const days = Math.floor(durationMs / DAY_MS);
  return days === 1 ? '1 day' : `${days} days`;
}

/** `5 h 12 min`, `2 days 3 h`, `4 min`, `12 s`: the two largest units, rounded down. */
export function formatTimeLeft(durationMs: number): string {
  if (durationMs < MINUTE_MS) return formatDuration(Math.max(SECOND_MS, durationMs));
  const [largeMs, smallMs] =
    durationMs < HOUR_MS ? [MINUTE_MS, MINUTE_MS] : durationMs < DAY_MS ? [HOUR_MS, MINUTE_MS] : [DAY_MS, HOUR_MS];
  const restMs = durationMs % largeMs;
  const large = formatDuration(durationMs);
  return restMs >= smallMs && smallMs !== largeMs ? `${large} ${formatDuration(restMs)}` : large;
}

/** Position of a page in a long list, in the words of the vendors' panels. An empty list is page 0 of 1. */
export function formatRecords(page: number, pageSize: number, total: number): string {
  const pages = pageCount(total, pageSize);
  const start = total === 0 ? 0 : (page - 1) * pageSize + 1;
  const end = Math.min(page * pageSize, total);
  const shown = total === 0 ? 0 : end - start + 1;
  return [
    `Page ${formatCount(total === 0 ? 0 : page)} of ${formatCount(pages)}`,
    `showing ${formatCount(shown)} ${shown === 1 ? 'record' : 'records'} out of ${formatCount(total)} total`,
    `starting on record ${formatCount(start)}`,
    `ending on ${formatCount(end)}`,
  ].join(', ');
}
