import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../base/errors';
import { processSingleton } from '../base/process-singleton';
import { pool } from '../database/db';
import { parseAddress } from '../network/address';

/** Wrong passwords in a row before waiting starts. */
const FREE_ATTEMPTS = 5;
const FIRST_WAIT_S = 30;
const LONGEST_WAIT_S = 3_600;
/** A row of failures is forgotten a day after its first. */
const FORGET_S = 86_400;
const ATTEMPTS_PER_ADDRESS = 60;
const ADDRESS_WINDOW_S = 900;
const UNLIMITED = 1_000_000;

/** Who is trying: a known device has a count of its own, so that strangers cannot lock its owner out. */
export type Attempt = { email: string; ip: string | null; knownDevice: string | null };

function limiters() {
  return processSingleton('sign-in-limiters', () => {
    // One of the three clears rows of all that expired an hour ago; it looks every five minutes.
    const shared = { storeClient: pool(), tableName: 'rate_limit', tableCreated: true, clearExpiredByTimeout: false };
    return {
      failures: new RateLimiterPostgres({
        ...shared,
        keyPrefix: 'sign_in_failures',
        clearExpiredByTimeout: true,
        points: UNLIMITED,
        duration: FORGET_S,
      }),
      turn: new RateLimiterPostgres({ ...shared, keyPrefix: 'sign_in_turn', points: 1, duration: FIRST_WAIT_S }),
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
 * Takes one attempt before the password is looked at, so that parallel guesses cannot slip past the count. Every attempt
 * counts as failed until `forgiveAttempt`. Throws `too_many_attempts` saying how long to wait; whether the e-mail address
 * belongs to anybody makes no difference. Gives whether it is the one attempt that a wait allows.
 */
export async function takeAttempt(attempt: Attempt): Promise<boolean> {
  const { failures, turn, address } = limiters();
  await consume(() => address.consume(addressKey(attempt.ip)));
  const key = countKey(attempt);
  const { consumedPoints } = await failures.consume(key);
  if (consumedPoints < FREE_ATTEMPTS) return false;
  const waitS = Math.min(FIRST_WAIT_S * 2 ** Math.min(consumedPoints - FREE_ATTEMPTS, 20), LONGEST_WAIT_S);
  try {
    await consume(() => turn.consume(key, 1, { customDuration: waitS }));
    return true;
  } catch (error) {
    // A refused attempt tested no password: it must not lengthen the wait.
    await failures.reward(key);
    throw error;
  }
}

/**
 * Gives back an attempt that was right and opens nothing: it neither counts as failed nor makes earlier failures
 * forgotten. `turn`: what `takeAttempt` gave.
 */
export async function returnAttempt(attempt: Attempt, turn: boolean): Promise<void> {
  const limits = limiters();
  const key = countKey(attempt);
  await Promise.all([
    limits.failures.reward(key),
    limits.address.reward(addressKey(attempt.ip)),
    turn && limits.turn.delete(key),
  ]);
}

/** Forgets the failures before a whole sign-in. */
export async function forgiveAttempt(attempt: Attempt): Promise<void> {
  const { failures, turn, address } = limiters();
  const key = countKey(attempt);
  await Promise.all([failures.delete(key), turn.delete(key), address.reward(addressKey(attempt.ip))]);
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

/** One IPv6 customer has a whole /64, so that counts as one address. */
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
