import { type Item, serializeList } from 'structured-headers';
import type { KeyLimits } from './key-limits';
import { type LimitKind, periodOf } from './period';
import { type LimitedKey, quotaAllowances, requestAllowance } from './specs';

/** Names of the policies in the headers. */
const POLICIES: Record<LimitKind, string> = {
  key_requests: 'requests',
  key_day: 'key-day',
  key_month: 'key-month',
  account_day: 'account-day',
};

/**
 * Returns `RateLimit-Policy` with all limits of the key that have a quota, and `RateLimit` with what is left of each
 * (draft-ietf-httpapi-ratelimit-headers). `exceeded`: the limit that refused the request, and the seconds until it accepts
 * one; `RateLimit` then has only that one. Empty for a key without such limits.
 */
export function rateLimitHeaders(
  key: LimitedKey,
  exceeded?: { kind: LimitKind; retryAfterS: number },
): Record<string, string> {
  const { limits } = key;
  if (!limits || (!limits.requests && limits.quotas.length === 0)) return {};
  const ratelimit = exceeded ? state(exceeded.kind, 0, exceeded.retryAfterS) : statesOf(key, limits).join(', ');
  return { 'ratelimit-policy': policyOf(limits), ratelimit };
}

const policies = new WeakMap<KeyLimits, { startsOn: string; text: string }>();

/** Serialized once a day for each copy of a key: the length of a month is part of it. */
function policyOf(limits: KeyLimits): string {
  const nowMs = Date.now();
  const { startsOn } = periodOf('key_day', nowMs);
  const known = policies.get(limits);
  if (known?.startsOn === startsOn) return known.text;
  const items: Item[] = [];
  if (limits.requests) {
    const { perSecond, burst } = limits.requests;
    items.push([
      POLICIES.key_requests,
      new Map([
        ['q', burst],
        ['w', Math.ceil(burst / perSecond)],
      ]),
    ]);
  }
  for (const { kind, limit } of limits.quotas) {
    const { startMs, endMs } = periodOf(kind, nowMs);
    const parameters = new Map<string, number | string>([
      ['q', limit],
      ['qu', 'messages'],
      ['w', (endMs - startMs) / 1_000],
    ]);
    items.push([POLICIES[kind], parameters]);
  }
  const text = serializeList(items);
  policies.set(limits, { startsOn, text });
  return text;
}

function statesOf(key: LimitedKey, { requests, quotas }: KeyLimits): string[] {
  const states: string[] = [];
  if (requests) {
    const { remaining } = requestAllowance(key, requests);
    states.push(state('key_requests', remaining, Math.ceil((requests.burst - remaining) / requests.perSecond)));
  }
  const nowMs = Date.now();
  for (const { remaining, spec } of quotaAllowances(key, quotas)) {
    states.push(state(spec.kind, remaining, Math.ceil((spec.period.endMs - nowMs) / 1_000)));
  }
  return states;
}

/** An item of a structured list: serializing it by the library would take longer than the rest of the response's head. */
function state(kind: LimitKind, remaining: number, resetS: number): string {
  return `"${POLICIES[kind]}";r=${remaining};t=${Math.max(0, resetS)}`;
}
