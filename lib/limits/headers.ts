import { type Item, serializeList } from 'structured-headers';
import { allowances } from './allowances';
import type { KeyLimits } from './key-limits';
import { type LimitKind, periodOf } from './period';
import { type LimitedKey, quotaSpec, requestSpec } from './specs';

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
  const states = statesOf(key, limits, Date.now());
  const shown = exceeded ? states.filter(({ kind }) => kind === exceeded.kind) : states;
  return {
    'ratelimit-policy': serializeList(
      states.map(({ kind, quota, windowS, unit }) => policy(kind, quota, windowS, unit)),
    ),
    ratelimit: serializeList(
      shown.map(({ kind, remaining, resetS }) =>
        exceeded ? state(kind, 0, exceeded.retryAfterS) : state(kind, remaining, resetS),
      ),
    ),
  };
}

type State = {
  kind: LimitKind;
  quota: number;
  windowS: number;
  unit: string | null;
  remaining: number;
  resetS: number;
};

function statesOf(key: LimitedKey, { requests, quotas }: KeyLimits, nowMs: number): State[] {
  const states: State[] = [];
  if (requests) {
    const { remaining } = allowances().of(requestSpec(key, requests));
    const { perSecond, burst } = requests;
    const refillS = Math.ceil((burst - remaining) / perSecond);
    const windowS = Math.ceil(burst / perSecond);
    states.push({ kind: 'key_requests', quota: burst, windowS, unit: null, remaining, resetS: refillS });
  }
  for (const quota of quotas) {
    const { startMs, endMs } = periodOf(quota.kind, nowMs);
    const { remaining } = allowances().of(quotaSpec(key, quota, nowMs));
    states.push({
      ...{ kind: quota.kind, quota: quota.limit, windowS: (endMs - startMs) / 1_000, unit: 'messages', remaining },
      resetS: Math.ceil((endMs - nowMs) / 1_000),
    });
  }
  return states;
}

function policy(kind: LimitKind, quota: number, windowS: number, unit: string | null): Item {
  const parameters = new Map<string, number | string>([['q', quota]]);
  if (unit) parameters.set('qu', unit);
  parameters.set('w', windowS);
  return [POLICIES[kind], parameters];
}

function state(kind: LimitKind, remaining: number, resetS: number): Item {
  return [
    POLICIES[kind],
    new Map([
      ['r', remaining],
      ['t', resetS],
    ]),
  ];
}
