import type { LimitSpec } from './allowance';
import type { KeyLimits, Quota, RequestRate } from './key-limits';
import { periodOf } from './period';

/** The part of a cached key that limits need. */
export type LimitedKey = { id: string; accountId: string; limits: KeyLimits | null };

/** Returns the limit of a key's requests. */
export function requestSpec({ id, accountId }: LimitedKey, { perSecond, burst }: RequestRate): LimitSpec {
  const period = periodOf('key_requests', 0);
  return { kind: 'key_requests', subjectId: id, accountId, limit: burst, rate: perSecond, period };
}

/** Returns a limit of messages in the period that contains `nowMs`. */
export function quotaSpec({ accountId }: LimitedKey, { kind, subjectId, limit }: Quota, nowMs: number): LimitSpec {
  return { kind, subjectId, accountId, limit, rate: 0, period: periodOf(kind, nowMs) };
}
