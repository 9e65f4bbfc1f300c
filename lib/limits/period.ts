const DAY_MS = 86_400_000;
/** Where a rate of requests has its row: it has no period. */
const NO_PERIOD = { startsOn: '1970-01-01', startMs: 0, endMs: Number.POSITIVE_INFINITY };

/** What is limited. The first is a rate, the others are numbers of messages. */
export const LIMIT_KINDS = ['key_requests', 'key_day', 'key_month', 'account_day'] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];
/** A limit of messages in a period. */
export type QuotaKind = Exclude<LimitKind, 'key_requests'>;

/** A UTC day or month: its first day (`2026-11-28`), its beginning and its end in ms since 1970. */
export type Period = { startsOn: string; startMs: number; endMs: number };

type Periods = { day: Period; month: Period };
let known: Periods | null = null;

/** Returns the period of a limit at `nowMs`. */
export function periodOf(kind: LimitKind, nowMs: number): Period {
  if (kind === 'key_requests') return NO_PERIOD;
  if (!known || nowMs < known.day.startMs || nowMs >= known.day.endMs) known = periodsAt(nowMs);
  return kind === 'key_month' ? known.month : known.day;
}

function periodsAt(nowMs: number): Periods {
  const at = new Date(nowMs);
  const startMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  return {
    day: { startsOn: dayOf(startMs), startMs, endMs: startMs + DAY_MS },
    month: { startsOn: dayOf(Date.UTC(year, month)), startMs: Date.UTC(year, month), endMs: Date.UTC(year, month + 1) },
  };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
