import type { AttemptResult } from '../webhooks/settle';

/** Requests that a host may have under way at first, and at most. */
const FIRST_LIMIT = 8;
export const MAX_LIMIT = 256;
/** An answer that takes longer does not raise the limit. */
const QUICK_MS = 500;
/** An answer that takes longer lowers it. */
const SLOW_MS = 2_000;
const TOO_MANY_REQUESTS = 429;
const SERVICE_UNAVAILABLE = 503;

/**
 * How many requests one host may have under way: additive increase, multiplicative decrease, as in TCP (RFC 5681 §3.1). Up to
 * `threshold`, each quick answer adds one, which doubles the limit per round trip; above it, each round trip adds one.
 */
export type HostLimit = {
  limit: number;
  threshold: number;
  /** Time of the last decrease in milliseconds. What began before says nothing of the limit since. */
  cutAt: number;
  /** The last attempt was answered. Until the first answer, and after a timeout, it is not known whether the host answers. */
  answers: boolean;
  timedOut: boolean;
};

export function firstLimit(): HostLimit {
  return { limit: FIRST_LIMIT, threshold: MAX_LIMIT, cutAt: 0, answers: false, timedOut: false };
}

export type Outcome = Pick<AttemptResult, 'httpStatus' | 'error' | 'durationMs'>;

/** Returns the limit after an attempt that ended at `now` (ms). `isFull`: as many were under way as the limit allows. */
export function adjustLimit(state: HostLimit, outcome: Outcome, now: number, isFull: boolean): HostLimit {
  if (outcome.error === 'timeout') {
    return { limit: 1, threshold: Math.max(2, state.limit / 2), cutAt: now, answers: false, timedOut: true };
  }
  const next = { ...state, answers: outcome.httpStatus !== null, timedOut: false };
  if (isCongested(outcome)) {
    if (now - outcome.durationMs < state.cutAt) return next;
    const limit = Math.max(1, Math.floor(state.limit / 2));
    return { ...next, limit, threshold: Math.max(2, limit), cutAt: now };
  }
  if (!isFull || !isQuick(outcome)) return next;
  const increase = state.limit < state.threshold ? 1 : 1 / state.limit;
  return { ...next, limit: Math.min(MAX_LIMIT, state.limit + increase) };
}

/** Whether the host answered, and as quickly as it must for its limit to grow: reports do not wait for such a host. */
export function isQuick({ httpStatus, error, durationMs }: Outcome): boolean {
  return !isCongested({ httpStatus, error, durationMs }) && httpStatus !== null && durationMs <= QUICK_MS;
}

/** Errors of Postern's own, such as a URL that cannot be used, say nothing of the host. */
const OWN_ERRORS: readonly (string | null)[] = [
  'invalid_url',
  'secret_unreadable',
  'internal_error',
  'blocked_address',
];

function isCongested({ httpStatus, error, durationMs }: Outcome): boolean {
  if (error !== null) return !OWN_ERRORS.includes(error);
  return httpStatus === TOO_MANY_REQUESTS || httpStatus === SERVICE_UNAVAILABLE || durationMs > SLOW_MS;
}
