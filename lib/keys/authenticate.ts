import type { KeyActor } from '../auth/actor';
import { AppError } from '../errors';
import { keyDirectory } from './directory';
import type { KeyRecord } from './record';

/** What a request showed to prove who it is. */
export type Credential = { authKey: string };

/** Said by the work when the key's row no longer is what the record says. */
export const STALE = Symbol('stale');

const MAX_TRIES = 5;
/** Looked up when a request shows no credential at all, so that it costs what an unknown one costs. */
const NO_CREDENTIAL: Credential = { authKey: 'no credential was shown' };

/** Credential of an API request: `X-API-Key`, else `Authorization: Bearer`. Null when there is none. */
export function credentialOf(headers: Headers): Credential | null {
  const authKey = headers.get('x-api-key') ?? bearerToken(headers.get('authorization'));
  return authKey ? { authKey } : null;
}

function bearerToken(authorization: string | null): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
}

/**
 * Runs `work` for the key that `credential` proves. `work` must check the record's revision in the statement that
 * commits and return STALE when it does not hold; then the key is loaded anew and judged again. Refusals are only ever
 * given on a fresh picture. Throws `unauthorized` (the same for a missing and an unknown key), `key_disabled`,
 * `key_expired`.
 */
export async function withKey<T>(
  credential: Credential | null,
  ip: string | null,
  work: (record: KeyRecord, actor: KeyActor) => Promise<T | typeof STALE>,
): Promise<T> {
  const { authKey } = credential ?? NO_CREDENTIAL;
  const directory = keyDirectory();
  let record: KeyRecord | null | undefined = directory.remembered(authKey);
  let fresh = false;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    if (record === undefined) {
      record = await directory.load(authKey);
      fresh = true;
    }
    const refusal = refusalOf(record, Date.now());
    if (refusal && fresh) throw refusal;
    if (record && !refusal) {
      const result = await work(record, actorOf(record, ip));
      if (result !== STALE) return result;
    }
    record = undefined;
  }
  throw new AppError('unavailable', 'This key is being changed right now. Try again.', { retryAfterS: 1 });
}

function actorOf(record: KeyRecord, ip: string | null): KeyActor {
  return { kind: 'key', keyId: record.id, keyName: record.name, accountId: record.accountId, scopes: record.scopes, ip };
}

/** Why a key that proved itself may still not be used at `nowMs`; null when it may. */
export function refusalOf(record: KeyRecord | null, nowMs: number): AppError | null {
  if (!record || (record.secretValidUntilMs !== null && record.secretValidUntilMs <= nowMs)) {
    return new AppError('unauthorized', 'Show a valid API key in the X-API-Key header or as Authorization: Bearer.');
  }
  if (!record.enabled) {
    return new AppError('key_disabled', 'This API key is disabled. An administrator can enable it in the console.');
  }
  if (record.expiresAtMs !== null && record.expiresAtMs <= nowMs) {
    return new AppError('key_expired', 'This API key has expired. An administrator can give it a later date.');
  }
  return null;
}
