import { AppError, invalidFields } from '../base/errors';
import { formatCount } from '../base/format';
import type { Allowance } from './allowance';
import { rateLimitHeaders } from './headers';
import type { Quota } from './key-limits';
import type { LimitKind, QuotaKind } from './period';
import { type LimitedKey, quotaAllowances, requestAllowance } from './specs';

/** Messages counted against limits: `release` returns them when they were not accepted. */
export type Reservation = { release: () => void };

/** Counts one request against the key's rate. Throws `rate_limited`. */
export async function useRequest(key: LimitedKey): Promise<void> {
  const requests = key.limits?.requests;
  if (!requests) return;
  const allowance = requestAllowance(key, requests);
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
  const held = quotaAllowances(key, quotas);
  if (useAll(held, messages)) return { release: () => giveBackAll(held, messages) };
  const tooMany = quotas.find(({ limit }) => messages > limit);
  if (tooMany) throw moreThanLimit(tooMany, messages);
  const outcomes = await Promise.allSettled(held.map((allowance) => allowance.use(messages)));
  const release = () =>
    held.forEach((allowance, index) => {
      const outcome = outcomes[index];
      if (outcome?.status === 'fulfilled' && outcome.value) allowance.giveBack(messages);
    });
  if (outcomes.every((outcome) => outcome.status === 'fulfilled' && outcome.value)) return { release };
  release();
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  const exceeded = quotas.flatMap((quota, index) => {
    const isUsed = (outcomes[index] as PromiseFulfilledResult<boolean>).value;
    return isUsed ? [] : [{ quota, allowance: held[index] as Allowance }];
  });
  const [last] = exceeded.toSorted((a, b) => b.allowance.spec.period.endMs - a.allowance.spec.period.endMs);
  const { quota, allowance } = last as (typeof exceeded)[number];
  const detail = `${ruleOf(quota)}, and ${formatCount(allowance.remaining)} are left.`;
  throw limitExceeded(key, quota.kind, detail, allowance.spec.period.endMs - Date.now());
}

/** Takes from all what the process holds; from none where one holds less. The way of nearly all requests. */
function useAll(held: readonly Allowance[], messages: number): boolean {
  for (const [index, allowance] of held.entries()) {
    if (allowance.tryUse(messages)) continue;
    giveBackAll(held.slice(0, index), messages);
    return false;
  }
  return true;
}

function giveBackAll(held: readonly Allowance[], messages: number): void {
  for (const allowance of held) allowance.giveBack(messages);
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
