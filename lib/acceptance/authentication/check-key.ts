import { AppError } from '../../base/errors';
import { ipVerdict } from '../../keys/ip-restriction';
import type { CachedKey } from './cached-key';
import type { Credential } from './credential';
import type { SignatureVerdict } from './signature';

/** Verified instead when the key id is unknown, so that it takes as long as a wrong signature. */
const NO_SECRET = 'no key has this secret';

export type KeyCheck =
  /** `lock` is the address that the key must be locked on before it may be used. */
  | { key: CachedKey; lock: string | null }
  /** `key` is the key that was tried, where the request proved it or at least named it. */
  | { refusal: AppError; key: CachedKey | null };

/**
 * Pure: checks the credential, the key's state and its IP restriction against the cached keys that the credential may
 * belong to, at `nowMs`.
 */
export function checkKey(credential: Credential, candidates: CachedKey[], ip: string | null, nowMs: number): KeyCheck {
  const current = candidates.filter((key) => key.secretValidUntilMs === null || key.secretValidUntilMs > nowMs);
  const { key, verdict } = findVerified(credential, current, nowMs);
  if (!key || verdict !== 'valid') return { refusal: credentialRefusal(verdict), key: key ?? candidates[0] ?? null };
  const refusal = stateRefusal(key, credential, nowMs);
  if (refusal) return { refusal, key };
  const ipOutcome = ipVerdict(key.ip, ip);
  if (ipOutcome === 'refused') return { refusal: ipRefusal(ip), key };
  return { key, lock: ipOutcome === 'lock' ? ip : null };
}

/** Finds the candidate that the credential proves. An auth key or Basic pair is proved by its cache entry or row. */
function findVerified(
  credential: Credential,
  candidates: CachedKey[],
  nowMs: number,
): { key: CachedKey | null; verdict: SignatureVerdict } {
  if (credential.kind !== 'hmac') return { key: candidates[0] ?? null, verdict: candidates[0] ? 'valid' : 'invalid' };
  if (candidates.length === 0) {
    credential.signature.verify(NO_SECRET, { compatible: true, nowMs });
    return { key: null, verdict: 'invalid' };
  }
  for (const key of candidates) {
    const verdict = credential.signature.verify(key.hmacSecret ?? NO_SECRET, { compatible: key.compatible, nowMs });
    if (verdict !== 'invalid') return { key, verdict };
  }
  return { key: null, verdict: 'invalid' };
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
        'This key accepts SHA-256 only. Sign with it, or have an administrator mark the key "compatible".',
      );
    default:
      return new AppError('unauthorized', 'Show a valid API key: X-API-Key, Bearer, Basic or a signature.');
  }
}

function stateRefusal(key: CachedKey, credential: Credential, nowMs: number): AppError | null {
  if (credential.kind === 'auth' && credential.via === 'query' && !key.allowQueryKey) {
    return new AppError(
      'query_key_not_allowed',
      'This key must not be in the URL, where logs store it. Send it in the X-API-Key header.',
    );
  }
  if (!key.enabled) {
    return new AppError('key_disabled', 'This API key is disabled. An administrator can enable it in the console.');
  }
  if (key.expiresAtMs !== null && key.expiresAtMs <= nowMs) {
    return new AppError('key_expired', 'This API key has expired. An administrator can set a later date.');
  }
  return null;
}

function ipRefusal(ip: string | null): AppError {
  return new AppError(
    'ip_not_allowed',
    ip === null
      ? 'This API key is restricted by address, and the address of this request is unknown.'
      : `This API key may not be used from ${ip}. An administrator can change the key's IP restriction.`,
  );
}
