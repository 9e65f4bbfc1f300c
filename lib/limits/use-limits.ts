import { AppError, invalidFields } from '../base/errors';
import { formatCount } from '../base/format';
import { allowances } from './allowances';
import { rateLimitHeaders } from './headers';
import type { Quota } from './key-limits';
import type { LimitKind, QuotaKind } from './period';
import { type LimitedKey, quotaSpec, requestSpec } from './specs';

/** Messages counted against limits: `release` returns them when they were not accepted. */
export type Reservation = { release: () => void };

/** Counts one request against the key's rate. Throws `rate_limited`. */
export async function useRequest(key: LimitedKey): Promise<void> {
  const requests = key.limits?.requests;
  if (!requests) return;
  const allowance = allowances().of(requestSpec(key, requests));
  if (allowance.tryUse(1) || (await allowance.use(1))) return;
  const { perSecond, burst } = requests;
  const detail = `This key may send ${formatCount(perSecond)} requests a second, and ${formatCount(burst)} at once.`;
  throw limitExceeded(key, 'key_requests', detail, allowance.untilNextMs);
}

/**
 * Counts `messages` against the limits of the key and its account, against all or none. Throws `rate_limited`, with the
 * time until the period ends, and `invalid_fields` for more messages than a whole period allows.
 */
export async function reserveMessages(key: LimitedKey, messages: number): Promise<Reservation | null> {
  const quotas = key.limits?.quotas ?? [];
  if (quotas.length === 0 || messages === 0) return null;
  const nowMs = Date.now();
  const held = quotas.map((quota) => ({ quota, allowance: allowances().of(quotaSpec(key, quota, nowMs)) }));
  const tooMany = quotas.find(({ limit }) => messages > limit);
  if (tooMany) throw moreThanLimit(tooMany, messages);
  const outcomes = await Promise.allSettled(
    held.map(({ allowance }) => allowance.tryUse(messages) || allowance.use(messages)),
  );
  const release = () =>
    held.forEach(({ allowance }, index) => {
      const outcome = outcomes[index];
      if (outcome?.status === 'fulfilled' && outcome.value) allowance.giveBack(messages);
    });
  if (outcomes.every((outcome) => outcome.status === 'fulfilled' && outcome.value)) return { release };
  release();
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  const exceeded = held.filter((_, index) => (outcomes[index] as PromiseFulfilledResult<boolean>).value === false);
  const [last] = exceeded.toSorted((a, b) => b.allowance.spec.period.endMs - a.allowance.spec.period.endMs);
  const { quota, allowance } = last as (typeof held)[number];
  const detail = `${ruleOf(quota)}, and ${formatCount(allowance.remaining)} are left.`;
  throw limitExceeded(key, quota.kind, detail, allowance.spec.period.endMs - Date.now());
}

const OF: Record<QuotaKind, string> = {
  key_day: 'This key may send {} messages a day (UTC)',
  key_month: 'This key may send {} messages a month (UTC)',
  account_day: 'This account may send {} messages a day (UTC)',
};

function ruleOf({ kind, limit }: Quota): string {
  return OF[kind].replace('{}', formatCount(limit));
}

function moreThanLimit(quota: Quota, messages: number): AppError {
  return invalidFields({
    body: `This request has ${formatCount(messages)} messages. ${ruleOf(quota)}: send fewer at once, or raise the limit.`,
  });
}

/** Returns `rate_limited` for a limit that allows the request again after `waitMs`. */
function limitExceeded(key: LimitedKey, kind: LimitKind, detail: string, waitMs: number): AppError {
  const retryAfterS = Math.max(1, Math.ceil(waitMs / 1_000));
  return new AppError('rate_limited', `${detail} Nothing was accepted; try again after the time in Retry-After.`, {
    retryAfterS,
    headers: rateLimitHeaders(key, { kind, retryAfterS }),
  });
}
