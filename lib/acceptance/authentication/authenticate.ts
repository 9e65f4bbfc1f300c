import type { KeyActor } from '../../access/actor';
import { AppError, type ErrorCode } from '../../base/errors';
import { asUncommitted, toAppError } from '../../database/translate-error';
import { useRequest } from '../../limits/use-limits';
import { apiMetrics } from '../../metrics/api-metrics';
import { recordRefusal } from '../../refusals/record-refusal';
import { recordSecurityEvent } from '../../security/record-security-event';
import { type CachedKey, keyActor, STALE } from './cached-key';
import { checkKey } from './check-key';
import type { Credential } from './credential';
import { keyCache } from './key-cache';
import { lockOnFirstIp } from './lock-on-first-ip';

/** Each attempt but the last found the key changed since the one before; only a runaway script changes one so often. */
const MAX_ATTEMPTS = 10;
/** Refusals that a newer copy of the key could turn into an acceptance. */
const DEPENDS_ON_CACHE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...(['missing_scope', 'sender_not_approved', 'destination_not_allowed', 'rate_limited', 'recipient_limit'] as const),
  ...(['no_price', 'insufficient_credit'] as const),
]);
/** Looked up when a request has no credential, so that it takes as long as an unknown one. */
const NO_CREDENTIAL: Credential = { kind: 'auth', authKey: 'no credential was shown', via: 'header' };

/** The key that a credential proved, and whether it comes from the cache or was just loaded from the database. */
export type VerifiedKey = { key: CachedKey; actor: KeyActor; fromCache: boolean };

/**
 * Authenticates: runs `work` with the key that `credential` proves. `work` must compare the key's revision in the
 * statement that commits and return STALE when it differs; then the key is reloaded and checked again. A request is
 * refused only by a key just loaded, and the refusal is recorded for the administrator of the key that was tried.
 *
 * Throws `unauthorized` (one answer for a missing, an unknown and a wrong credential), `clock_skew`,
 * `signature_incomplete`, `weak_algorithm`, `query_key_not_allowed`, `key_disabled`, `key_expired`, `ip_not_allowed`,
 * `rate_limited`, and what `work` throws. A request is counted once against the key's rate.
 */
export async function withVerifiedKey<T>(
  credential: Credential | null,
  ip: string | null,
  work: (verified: VerifiedKey) => Promise<T | typeof STALE>,
): Promise<T> {
  const presented = credential ?? NO_CREDENTIAL;
  const { lookups } = apiMetrics();
  let candidates = keyCache().get(presented);
  if (candidates) lookups.remembered++;
  let fromCache = true;
  let isCounted = false;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (!candidates) {
      candidates = await loadKeys(presented);
      lookups.loaded++;
      fromCache = false;
    }
    const check = checkKey(presented, candidates, ip, Date.now());
    candidates = undefined;
    if ('refusal' in check) {
      if (fromCache) continue;
      recordRefusal(presented, check.key, check.refusal, ip);
      if (!check.key && credential) recordSecurityEvent('unknown_key', ip);
      throw check.refusal;
    }
    if (check.lock) {
      // A cached secret may have ended by now, and a wrong one must never lock the key.
      if (!fromCache) await lockOnFirstIp(check.key, check.lock);
      continue;
    }
    const verified = { key: check.key, actor: keyActor(check.key, ip), fromCache };
    const result = await attemptWork(verified, presented, async () => {
      if (verified.key.limits && !isCounted) await useRequest(verified.key);
      isCounted = true;
      return work(verified);
    });
    if (result !== STALE) return result;
  }
  throw new AppError('unavailable', 'This key is being changed right now. Try again.', { retryAfterS: 1 });
}

/** A connection that breaks while the key is loaded leaves nothing done. */
async function loadKeys(presented: Credential): Promise<CachedKey[]> {
  try {
    return await keyCache().load(presented);
  } catch (error) {
    throw asUncommitted(error);
  }
}

async function attemptWork<T>(
  verified: VerifiedKey,
  presented: Credential,
  work: () => Promise<T | typeof STALE>,
): Promise<T | typeof STALE> {
  try {
    return await work();
  } catch (error) {
    const refusal = toAppError(error);
    // The cached key may be older than the scope or the sender's approval.
    if (verified.fromCache && DEPENDS_ON_CACHE.has(refusal.code)) return STALE;
    recordRefusal(presented, verified.key, refusal, verified.actor.ip);
    throw error;
  }
}
