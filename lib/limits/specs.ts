import type { Allowance } from './allowance';
import { allowances } from './allowances';
import type { KeyLimits, Quota, RequestRate } from './key-limits';
import { periodOf } from './period';

/** The part of a cached key that limits need. */
export type LimitedKey = { id: string; accountId: string; limits: KeyLimits | null };

/** Returns the process's allowance of a key's requests. */
export function requestAllowance({ id, accountId }: LimitedKey, requests: RequestRate): Allowance {
  const { perSecond, burst } = requests;
  return allowances().from(requests, 0, () => {
    const period = periodOf('key_requests', 0);
    return { kind: 'key_requests', subjectId: id, accountId, limit: burst, rate: perSecond, period };
  });
}

/** Returns the process's allowances of limits of messages, in the periods of now. */
export function quotaAllowances({ accountId }: LimitedKey, quotas: readonly Quota[]): Allowance[] {
  const nowMs = Date.now();
  return quotas.map((quota) =>
    allowances().from(quota, nowMs, () => {
      const { kind, subjectId, limit } = quota;
      return { kind, subjectId, accountId, limit, rate: 0, period: periodOf(kind, nowMs) };
    }),
  );
}
