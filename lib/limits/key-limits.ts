import type { QuotaKind } from './period';

/** A rate of requests: as many a second, and as many at once after a pause. */
export type RequestRate = { perSecond: number; burst: number };

/** A number of messages in a period, of one key or of all live keys of an account. */
export type Quota = { kind: QuotaKind; subjectId: string; limit: number };

/** All limits that apply to requests with a key: its own and its account's. */
export type KeyLimits = {
  requests: RequestRate | null;
  quotas: readonly Quota[];
  /** Live messages to one recipient in a UTC day. */
  recipientDaily: number | null;
  /** ISO 3166 codes of the only countries that messages may be sent to. */
  countries: ReadonlySet<string> | null;
};

/** The columns of a key and its account that limit it. PostgreSQL's bigint arrives as text. */
export type LimitColumns = {
  id: string;
  account_id: string;
  environment: 'live' | 'test';
  requests_per_second: number | null;
  request_burst: number | null;
  daily_messages: string | null;
  monthly_messages: string | null;
  account_daily_messages: string | null;
  recipient_daily_messages: number | null;
  countries: string[];
};

/** The burst of a rate that has none of its own: two seconds' worth. */
export const defaultBurst = (perSecond: number) => 2 * perSecond;

/**
 * Returns the limits of a key, null where it has none. The account's limits of messages protect money, so they do not apply
 * to test keys; the list of countries does, so that a test shows what a live key would be refused.
 */
export function keyLimits(row: LimitColumns): KeyLimits | null {
  const { requests_per_second: perSecond, environment, countries } = row;
  const isLive = environment === 'live';
  const requests = perSecond === null ? null : { perSecond, burst: row.request_burst ?? defaultBurst(perSecond) };
  const quotas = [
    quota('key_day', row.id, row.daily_messages),
    quota('key_month', row.id, row.monthly_messages),
    quota('account_day', row.account_id, isLive ? row.account_daily_messages : null),
  ].filter((each) => each !== null);
  const recipientDaily = isLive ? row.recipient_daily_messages : null;
  if (!requests && quotas.length === 0 && recipientDaily === null && countries.length === 0) return null;
  return { requests, quotas, recipientDaily, countries: countries.length > 0 ? new Set(countries) : null };
}

function quota(kind: QuotaKind, subjectId: string, limit: string | null): Quota | null {
  return limit === null ? null : { kind, subjectId, limit: Number(limit) };
}
