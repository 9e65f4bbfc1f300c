import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../base/errors';
import { processSingleton } from '../base/process-singleton';
import { pool } from '../database/db';
import { parseAddress } from '../network/address';
import { recordSecurityEvent } from '../security/record-security-event';

/** Wrong passwords in a row before a wait is required. */
const FREE_ATTEMPTS = 5;
const MIN_WAIT_S = 30;
const MAX_WAIT_S = 3_600;
/** Failures in a row expire a day after the first. */
const FAILURES_EXPIRE_S = 86_400;
const ATTEMPTS_PER_ADDRESS = 60;
const ADDRESS_WINDOW_S = 900;
const UNLIMITED = 1_000_000;

/**
 * A sign-in attempt. `knownDevice`: id of a browser in which the user has signed in before, or of the signed-in user. It has
 * its own count, and the count of its address does not concern it, so that others cannot lock its owner out.
 */
export type Attempt = { email: string; ip: string | null; knownDevice: string | null };

/** What `consumeAttempt` used up. */
export type Consumed = {
  /** Whether it was the one retry that each wait allows. */
  usedRetrySlot: boolean;
  /**
   * Seconds that the client's address must wait after too many attempts; null within the limit. Only a correct password may
   * pass meanwhile: other people share the address.
   */
  addressWaitS: number | null;
};

function limiters() {
  return processSingleton('sign-in-limiters', () => {
    // One of the three deletes rows of all that expired an hour ago, every five minutes.
    const shared = { storeClient: pool(), tableName: 'rate_limit', tableCreated: true, clearExpiredByTimeout: false };
    return {
      failures: new RateLimiterPostgres({
        ...shared,
        keyPrefix: 'sign_in_failures',
        clearExpiredByTimeout: true,
        points: UNLIMITED,
        duration: FAILURES_EXPIRE_S,
      }),
      retrySlot: new RateLimiterPostgres({ ...shared, keyPrefix: 'sign_in_turn', points: 1, duration: MIN_WAIT_S }),
      address: new RateLimiterPostgres({
        ...shared,
        keyPrefix: 'sign_in_address',
        points: ATTEMPTS_PER_ADDRESS,
        duration: ADDRESS_WINDOW_S,
      }),
    };
  });
}

/**
 * Counts an attempt before the password is verified, so that parallel guesses cannot bypass the limit. Every attempt counts
 * as failed until `clearFailures`. Throws `too_many_attempts` with the time to wait, whether or not a user has the e-mail
 * address.
 */
export async function consumeAttempt(attempt: Attempt): Promise<Consumed> {
  const { failures, retrySlot } = limiters();
  const addressWaitS = attempt.knownDevice === null ? await consumeAddress(attempt.ip) : null;
  const key = countKey(attempt);
  const { consumedPoints } = await failures.consume(key);
  if (consumedPoints < FREE_ATTEMPTS) return { usedRetrySlot: false, addressWaitS };
  const waitS = Math.min(MIN_WAIT_S * 2 ** Math.min(consumedPoints - FREE_ATTEMPTS, 20), MAX_WAIT_S);
  const refusedS = await secondsToWait(() => retrySlot.consume(key, 1, { customDuration: waitS }));
  if (refusedS === null) return { usedRetrySlot: true, addressWaitS };
  // A refused attempt verified no password, so it must not lengthen the wait.
  await failures.reward(key);
  recordSecurityEvent('sign_in_limited', attempt.ip);
  throw tooManyAttempts(refusedS);
}

function consumeAddress(ip: string | null): Promise<number | null> {
  return secondsToWait(() => limiters().address.consume(addressKey(ip)));
}

/**
 * Refunds an attempt that was correct but opened no session: it does not count as failed and does not clear earlier
 * failures. `consumed`: the result of `consumeAttempt`.
 */
export async function refundAttempt(attempt: Attempt, { usedRetrySlot }: Consumed): Promise<void> {
  const limits = limiters();
  const key = countKey(attempt);
  await Promise.all([
    limits.failures.reward(key),
    rewardAddress(attempt),
    usedRetrySlot && limits.retrySlot.delete(key),
  ]);
}

/** Clears the failures after a complete sign-in. */
export async function clearFailures(attempt: Attempt): Promise<void> {
  const { failures, retrySlot } = limiters();
  const key = countKey(attempt);
  await Promise.all([failures.delete(key), retrySlot.delete(key), rewardAddress(attempt)]);
}

async function rewardAddress({ ip, knownDevice }: Attempt): Promise<void> {
  if (knownDevice === null) await limiters().address.reward(addressKey(ip));
}

/** Returns the seconds to wait where a limit refuses; null where it does not. */
async function secondsToWait(run: () => Promise<unknown>): Promise<number | null> {
  try {
    await run();
    return null;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000));
  }
}

export function tooManyAttempts(retryAfterS: number): AppError {
  return new AppError('too_many_attempts', `Too many attempts. Wait ${inWords(retryAfterS)}, then try again.`, {
    retryAfterS,
  });
}

function countKey({ email, knownDevice }: Attempt): string {
  return knownDevice ? `device:${knownDevice}` : `email:${email}`;
}

/** Returns the limit's key for an address. An IPv6 customer has a whole /64, which counts as one address. */
export function addressKey(ip: string | null): string {
  const address = ip ? parseAddress(ip) : null;
  if (!address) return 'unknown';
  return 'parts' in address ? address.parts.slice(0, 4).join(':') : address.toString();
}

function inWords(seconds: number): string {
  if (seconds < 90) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return `${minutes} minutes`;
}
