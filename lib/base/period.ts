import { isDay, midnight } from './time/moment';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Periods that end now, by the value of the query parameter `since`. */
const SPANS_MS = { '1h': HOUR_MS, '24h': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS };

export type Span = keyof typeof SPANS_MS;

/** A period of time: a span up to now, or one UTC day to another (`2026-11-20`), both included. */
export type Period = { since?: Span; from?: string; to?: string };

/** Reads a period from query parameters. Invalid values are ignored: no link is ever an error. */
export function readPeriod(query: { [name in keyof Period]: string | undefined }): Period {
  const { since, from, to } = query;
  if (since && isSpan(since)) return { since };
  const first = from && isDay(from) ? from : undefined;
  const last = to && isDay(to) ? to : undefined;
  return first && last && first > last ? { from: last, to: first } : { from: first, to: last };
}

/** Returns the bounds of the period: `from` is included, `until` is not. */
export function periodBounds({ since, from, to }: Period, now: Date): { from?: Date; until?: Date } {
  if (since) return { from: new Date(now.getTime() - SPANS_MS[since]) };
  return {
    from: from ? midnight(from) : undefined,
    until: to ? new Date(midnight(to).getTime() + DAY_MS) : undefined,
  };
}

function isSpan(text: string): text is Span {
  return Object.hasOwn(SPANS_MS, text);
}
