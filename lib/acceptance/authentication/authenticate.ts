import type { KeyActor } from '../../access/actor';
import { AppError, type ErrorCode } from '../../base/errors';
import { toAppError } from '../../database/translate-error';
import { ipVerdict } from '../../keys/ip-restriction';
import { gateMetrics } from '../../metrics/gate';
import { recordRefusal } from '../../refusals/record-refusal';
import { type CachedKey, keyActor } from './cached-key';
import type { Credential } from './credential';
import { keyCache } from './key-cache';
import { lockOnFirstIp } from './lock-on-first-ip';
import type { SignatureVerdict } from './signature';
import { isFinal, STALE } from './stale';

/** Each but the last found the key changed since the one before; so often only a runaway script changes one. */
const MAX_TRIES = 10;
/** Refusals by `work` that a newer picture of the key could undo. */
const DEPENDS_ON_PICTURE: ReadonlySet<ErrorCode> = new Set(['missing_scope', 'sender_not_approved']);
/** Looked up when a request shows no credential at all, so that it costs what an unknown one costs. */
const NO_CREDENTIAL: Credential = { kind: 'auth', authKey: 'no credential was shown', via: 'header' };
/** Checked against when the key id is unknown, so that it costs what a wrong signature costs. */
const NO_SECRET = 'no key has this secret';

/**
 * Runs `work` for the key that `credential` proves. `work` must check the record's revision in the statement that
 * commits and return STALE when it does not hold; then the key is loaded anew and judged again. It hears whether the record
 * is the database's picture of now. Refusals are only ever given on a fresh picture, and noted for the administrator where
 * it is known whose key was tried.
 *
 * Throws `unauthorized` (one answer for a missing, an unknown and a wrong credential), `clock_skew`,
 * `signature_incomplete`, `weak_algorithm`, `query_key_not_allowed`, `key_disabled`, `key_expired`, `ip_not_allowed`, and
 * what `work` throws.
 */
export async function withVerifiedKey<T>(
  credential: Credential | null,
  ip: string | null,
  work: (record: CachedKey, actor: KeyActor, fresh: boolean) => Promise<T | typeof STALE>,
): Promise<T> {
  const shown = credential ?? NO_CREDENTIAL;
  let candidates = keyCache().remembered(shown);
  const { lookups } = gateMetrics();
  if (candidates) lookups.remembered++;
  let fresh = false;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    if (!candidates) {
      candidates = await keyCache().load(shown);
      lookups.loaded++;
      fresh = true;
    }
    const judged = checkKey(shown, candidates, ip, Date.now());
    candidates = undefined;
    if ('refusal' in judged) {
      if (!fresh) continue;
      recordRefusal(shown, judged.record, judged.refusal, ip);
      throw judged.refusal;
    }
    if (judged.lock) {
      // A remembered secret may be over by now, and a wrong one must never lock.
      if (fresh) await lockOnFirstIp(judged.record, judged.lock);
      continue;
    }
    const result = await run(judged.record, ip, shown, fresh, work);
    if (result !== STALE) return result;
  }
  throw new AppError('unavailable', 'This key is being changed right now. Try again.', { retryAfterS: 1 });
}

async function run<T>(
  record: CachedKey,
  ip: string | null,
  shown: Credential,
  fresh: boolean,
  work: (record: CachedKey, actor: KeyActor, fresh: boolean) => Promise<T | typeof STALE>,
): Promise<T | typeof STALE> {
  try {
    return await work(record, keyActor(record, ip), fresh);
  } catch (error) {
    const refusal = toAppError(error);
    // The picture may be older than the scope, or the sender's approval.
    if (!fresh && DEPENDS_ON_PICTURE.has(refusal.code) && !isFinal(error)) return STALE;
    recordRefusal(shown, record, refusal, ip);
    throw error;
  }
}

type KeyCheck =
  | { record: CachedKey; lock: string | null }
  /** `record` is the key that was tried, where the request proved it or at least named it. */
  | { refusal: AppError; record: CachedKey | null };

/** Pure: what a picture of the key says about the request, at `nowMs`. */
function checkKey(credential: Credential, candidates: CachedKey[], ip: string | null, nowMs: number): KeyCheck {
  const current = candidates.filter(
    (record) => record.secretValidUntilMs === null || record.secretValidUntilMs > nowMs,
  );
  const { record, verdict } = findVerified(credential, current, nowMs);
  if (!record || verdict !== 'valid') {
    return { refusal: credentialRefusal(verdict), record: record ?? candidates[0] ?? null };
  }
  const refusal = stateRefusal(record, credential, nowMs);
  if (refusal) return { refusal, record };
  const ipOutcome = ipVerdict(record.ip, ip);
  if (ipOutcome === 'refused') return { refusal: ipRefusal(ip), record };
  return { record, lock: ipOutcome === 'lock' ? ip : null };
}

/** Which candidate the credential proves. An auth key or Basic pair was proved by finding it. */
function findVerified(
  credential: Credential,
  candidates: CachedKey[],
  nowMs: number,
): { record: CachedKey | null; verdict: SignatureVerdict } {
  if (credential.kind !== 'hmac')
    return { record: candidates[0] ?? null, verdict: candidates[0] ? 'valid' : 'invalid' };
  if (candidates.length === 0) {
    credential.signature.verify(NO_SECRET, { compatible: true, nowMs });
    return { record: null, verdict: 'invalid' };
  }
  for (const record of candidates) {
    const verdict = credential.signature.verify(record.hmacSecret ?? NO_SECRET, {
      compatible: record.compatible,
      nowMs,
    });
    if (verdict !== 'invalid') return { record, verdict };
  }
  return { record: null, verdict: 'invalid' };
}

function credentialRefusal(verdict: SignatureVerdict): AppError {
  switch (verdict) {
    case 'clock_skew':
      return new AppError(
        'clock_skew',
        'The signature is too old or from the future: set the clock by the Date header.',
      );
    case 'unreadable_date':
      return new AppError(
        'clock_skew',
        'The signed date is not an HTTP date in GMT, such as "Sat, 28 Nov 2026 11:58:26 GMT".',
      );
    case 'signature_incomplete':
      return new AppError(
        'signature_incomplete',
        'Sign the date, the request line and, with a body, its digest (see the API reference).',
      );
    case 'weak_algorithm':
      return new AppError(
        'weak_algorithm',
        'This key takes SHA-256 only. Sign with it, or have an administrator mark the key "compatible".',
      );
    default:
      return new AppError('unauthorized', 'Show a valid API key: X-API-Key, Bearer, Basic or a signature.');
  }
}

function stateRefusal(record: CachedKey, credential: Credential, nowMs: number): AppError | null {
  if (credential.kind === 'auth' && credential.via === 'query' && !record.allowQueryKey) {
    return new AppError(
      'query_key_not_allowed',
      'This key may not stand in the URL, where logs keep it. Send it in the X-API-Key header.',
    );
  }
  if (!record.enabled) {
    return new AppError('key_disabled', 'This API key is disabled. An administrator can enable it in the console.');
  }
  if (record.expiresAtMs !== null && record.expiresAtMs <= nowMs) {
    return new AppError('key_expired', 'This API key has expired. An administrator can give it a later date.');
  }
  return null;
}

function ipRefusal(ip: string | null): AppError {
  return new AppError(
    'ip_not_allowed',
    ip === null
      ? 'This API key is restricted by address, and the address of this request could not be told.'
      : `This API key may not be used from ${ip}. An administrator can change the key's IP restriction.`,
  );
}
