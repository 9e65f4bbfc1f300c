import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../base/errors';
import { processSingleton } from '../base/process-singleton';
import { pool } from '../database/db';
import { parseAddress } from '../network/address';

/** Wrong passwords in a row before a wait is required. */
const FREE_ATTEMPTS = 5;
const MIN_WAIT_S = 30;
const MAX_WAIT_S = 3_600;
/** Failures in a row expire a day after the first. */
const FAILURES_EXPIRE_S = 86_400;
const ATTEMPTS_PER_ADDRESS = 60;
const ADDRESS_WINDOW_S = 900;
const UNLIMITED = 1_000_000;

/** A sign-in attempt. A known device has its own count, so that others cannot lock its owner out. */
export type Attempt = { email: string; ip: string | null; knownDevice: string | null };

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
 * address. Returns whether it used the one retry that each wait allows.
 */
export async function consumeAttempt(attempt: Attempt): Promise<boolean> {
  const { failures, retrySlot, address } = limiters();
  await consume(() => address.consume(addressKey(attempt.ip)));
  const key = countKey(attempt);
  const { consumedPoints } = await failures.consume(key);
  if (consumedPoints < FREE_ATTEMPTS) return false;
  const waitS = Math.min(MIN_WAIT_S * 2 ** Math.min(consumedPoints - FREE_ATTEMPTS, 20), MAX_WAIT_S);
  try {
    await consume(() => retrySlot.consume(key, 1, { customDuration: waitS }));
    return true;
  } catch (error) {
    // A refused attempt verified no password, so it must not lengthen the wait.
    await failures.reward(key);
    throw error;
  }
}

/**
 * Refunds an attempt that was correct but opened no session: it does not count as failed and does not clear earlier
 * failures. `usedRetrySlot`: the result of `consumeAttempt`.
 */
export async function refundAttempt(attempt: Attempt, usedRetrySlot: boolean): Promise<void> {
  const limits = limiters();
  const key = countKey(attempt);
  await Promise.all([
    limits.failures.reward(key),
    limits.address.reward(addressKey(attempt.ip)),
    usedRetrySlot && limits.retrySlot.delete(key),
  ]);
}

/** Clears the failures after a complete sign-in. */
export async function clearFailures(attempt: Attempt): Promise<void> {
  const { failures, retrySlot, address } = limiters();
  const key = countKey(attempt);
  await Promise.all([failures.delete(key), retrySlot.delete(key), address.reward(addressKey(attempt.ip))]);
}

async function consume(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const retryAfterS = Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000));
    throw new AppError('too_many_attempts', `Too many attempts. Wait ${inWords(retryAfterS)}, then try again.`, {
      retryAfterS,
    });
  }
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
