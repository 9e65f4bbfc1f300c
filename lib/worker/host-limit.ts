import type { Delivery } from '../webhooks/deliver';
import { isWebhookSuccess } from '../webhooks/rules';

/** Requests that a lane may have under way at first, and at most. */
const FIRST_LIMIT = 8;
export const MAX_LIMIT = 256;
/** An answer that takes longer does not raise the limit. */
const QUICK_MS = 500;
/** An answer that takes longer lowers it. */
const SLOW_MS = 2_000;
const TOO_MANY_REQUESTS = 429;
const SERVICE_UNAVAILABLE = 503;

/** So many failures in a row open the circuit: reports wait in the queue and use up none of their attempts. */
const OPEN_AFTER = 10;
const FIRST_OPEN_MS = 1_000;
const LONGEST_OPEN_MS = 30_000;
/** Longest pause that a Retry-After header can request for all reports of a lane. */
const LONGEST_PAUSE_MS = 60 * 60_000;

/**
 * How many requests one lane may have under way: additive increase, multiplicative decrease, as in TCP (RFC 5681 §3.1). Up to
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
  /** Attempts in a row without success, at most one of them for each time that the circuit opened. */
  failures: number;
  /** Nothing is sent before this time in milliseconds: the circuit is open, or the receiver requested a pause. */
  pausedUntil: number;
  /** When that was decided. What began before does not decide it again. */
  pausedAt: number;
};

export function firstLimit(): HostLimit {
  return {
    ...{ limit: FIRST_LIMIT, threshold: MAX_LIMIT, cutAt: 0, answers: false, timedOut: false },
    ...{ failures: 0, pausedUntil: 0, pausedAt: 0 },
  };
}

export type Outcome = Pick<Delivery, 'httpStatus' | 'error' | 'durationMs'> & Partial<Pick<Delivery, 'retryAfterMs'>>;

/** Returns the limit after an attempt that ended at `now` (ms). `isFull`: as many were under way as the limit allows. */
export function adjustLimit(state: HostLimit, outcome: Outcome, now: number, isFull: boolean): HostLimit {
  return { ...adjustConcurrency(state, outcome, now, isFull), ...adjustCircuit(state, outcome, now) };
}

type Concurrency = Pick<HostLimit, 'limit' | 'threshold' | 'cutAt' | 'answers' | 'timedOut'>;

function adjustConcurrency(state: HostLimit, outcome: Outcome, now: number, isFull: boolean): Concurrency {
  const { limit: current, threshold, cutAt } = state;
  if (outcome.error === 'timeout') {
    return { limit: 1, threshold: Math.max(2, current / 2), cutAt: now, answers: false, timedOut: true };
  }
  const next = { limit: current, threshold, cutAt, answers: outcome.httpStatus !== null, timedOut: false };
  if (isCongested(outcome)) {
    if (now - outcome.durationMs < cutAt) return next;
    const limit = Math.max(1, Math.floor(current / 2));
    return { ...next, limit, threshold: Math.max(2, limit), cutAt: now };
  }
  if (!isFull || !isQuick(outcome)) return next;
  const increase = current < threshold ? 1 : 1 / current;
  return { ...next, limit: Math.min(MAX_LIMIT, current + increase) };
}

type Circuit = Pick<HostLimit, 'failures' | 'pausedUntil' | 'pausedAt'>;

function adjustCircuit({ failures, pausedUntil, pausedAt }: HostLimit, outcome: Outcome, now: number): Circuit {
  const same = { failures, pausedUntil, pausedAt };
  if (isOwnError(outcome)) return same;
  if (outcome.httpStatus !== null && isWebhookSuccess(outcome.httpStatus)) return { ...same, failures: 0 };
  if (now - outcome.durationMs < pausedAt) return same;
  const pauseMs = Math.max(openMs(failures + 1), requestedPauseMs(outcome));
  if (pauseMs === 0) return { ...same, failures: failures + 1 };
  return { failures: failures + 1, pausedUntil: Math.max(pausedUntil, now + pauseMs), pausedAt: now };
}

/** 0 while the circuit stays closed; then 1 s, doubled by each probe that fails, to 30 s. */
function openMs(failures: number): number {
  return failures < OPEN_AFTER ? 0 : Math.min(LONGEST_OPEN_MS, FIRST_OPEN_MS * 2 ** (failures - OPEN_AFTER));
}

function requestedPauseMs({ httpStatus, retryAfterMs }: Outcome): number {
  const isRequested = httpStatus === TOO_MANY_REQUESTS || httpStatus === SERVICE_UNAVAILABLE;
  return isRequested ? Math.min(retryAfterMs ?? 0, LONGEST_PAUSE_MS) : 0;
}

/** Whether nothing may be sent at time `now` (ms). */
export function isPaused({ pausedUntil }: HostLimit, now: number): boolean {
  return now < pausedUntil;
}

/** How many requests may be under way: one as a probe after many failures, until it succeeds. */
export function limitOf({ limit, failures }: HostLimit): number {
  return failures >= OPEN_AFTER ? 1 : Math.floor(limit);
}

/** Whether a lane gets no more than one report at a time, since its last attempts failed. */
export function isProbed({ timedOut, failures }: HostLimit): boolean {
  return timedOut || failures >= OPEN_AFTER;
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
  'target_disabled',
  'endpoint_removed',
];

function isOwnError({ error }: Outcome): boolean {
  return OWN_ERRORS.includes(error);
}

function isCongested({ httpStatus, error, durationMs }: Outcome): boolean {
  if (error !== null) return !OWN_ERRORS.includes(error);
  return httpStatus === TOO_MANY_REQUESTS || httpStatus === SERVICE_UNAVAILABLE || durationMs > SLOW_MS;
}
