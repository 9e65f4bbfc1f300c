import { waitTurn } from '../../accounts/key-revisions';
import { AppError } from '../../base/errors';
import { processSingleton } from '../../base/process-singleton';
import { apiPool } from '../../database/db';
import { Lanes } from '../../database/lanes';
import { asUncommitted } from '../../database/translate-error';
import { TODAY } from '../../keys/counts/delta';
import type { SignatureRecord } from '../commit-item';
import { type CachedKey, STALE } from './cached-key';

/**
 * Common table expressions that count one use: key id, revision, address and old secret's id are $1 to $4. `counted` is
 * empty when the key is no longer at that revision; then nothing was counted.
 */
export const COUNT_USE = `
    counted AS MATERIALIZED (
      SELECT k.api_key_id AS id, k.account_id, ${waitTurn('k')}
      FROM api_key_usage k WHERE k.api_key_id = $1 AND k.revision = $2 FOR KEY SHARE OF k
    ), uses AS (
      INSERT INTO api_key_delta (api_key_id, secret_id, day, uses, at, ip)
      SELECT c.id, NULL, ${TODAY}, 1, now(), $3 FROM counted c
      UNION ALL
      SELECT c.id, s.id, ${TODAY}, 1, now(), NULL FROM counted c JOIN api_key_secret s ON s.id = $4 AND s.api_key_id = c.id
    )`;

/** Statements that count uses of one key at a time, of the connections of `apiPool`. */
const LANE_SIZE = 3;
/** With the wait for the lock (lib/database/db.ts), less than 2 s. */
const LANE_WAIT_MS = 1_200;

/** Runs a statement with `COUNT_USE`, so that a key whose row stays locked does not use all connections. */
export function inLaneOf<T>(key: CachedKey, run: () => Promise<T>): Promise<T> {
  return processSingleton('count-lanes', () => new Lanes(LANE_SIZE, LANE_WAIT_MS)).run(key.id, run);
}

const COUNT = { name: 'count-use', text: `WITH ${COUNT_USE} SELECT id FROM counted` };

/** Returns the values of $1 to $4 of `COUNT_USE`. */
export function useValues(key: CachedKey, ip: string | null): unknown[] {
  const oldSecretId = key.secretValidUntilMs === null ? null : key.secretId;
  return [key.id, key.revision, ip, oldSecretId];
}

/**
 * Counts one use of the key, before a command runs. Returns STALE when the key is no longer at its cached revision; then
 * nothing was counted. (Sending and reading count in their own statements.) The command has not begun, so a connection that
 * breaks leaves nothing done.
 */
export async function countUse(key: CachedKey, ip: string | null): Promise<typeof STALE | undefined> {
  try {
    const { rowCount } = await inLaneOf(key, () => apiPool().query({ ...COUNT, values: useValues(key, ip) }));
    return rowCount === 0 ? STALE : undefined;
  } catch (error) {
    throw asUncommitted(error);
  }
}

const CLAIM = {
  name: 'claim-signature',
  text: `
    INSERT INTO request_signature (api_key_id, digest, signature, message_id, expires_at)
    VALUES ($1, decode($2, 'hex'), decode($3, 'hex'), '00000000-0000-0000-0000-000000000000', $4) ON CONFLICT DO NOTHING`,
};

const CLAIMED_BY = {
  name: 'signature-claimed-by',
  text: `
    SELECT encode(signature, 'hex') AS fingerprint FROM request_signature WHERE api_key_id = $1 AND digest = decode($2, 'hex')`,
};

/**
 * Stores the signature of a request that sends nothing. Throws `conflict` when it was used before, `nonce_reused` when only
 * its nonce was.
 */
export async function claimSignature(key: CachedKey, signature: SignatureRecord): Promise<void> {
  const values = [key.id, signature.digest, signature.fingerprint, signature.expiresAt];
  const { rowCount } = await apiPool().query({ ...CLAIM, values });
  if (rowCount === 1) return;
  const { rows } = await apiPool().query<{ fingerprint: string }>({ ...CLAIMED_BY, values: values.slice(0, 2) });
  throw rows[0]?.fingerprint === signature.fingerprint ? signatureReplayed() : nonceReused();
}

export function signatureReplayed(): AppError {
  return new AppError('conflict', 'This signed request was carried out already. Sign each request separately.');
}

export function nonceReused(): AppError {
  return new AppError('nonce_reused', 'This nonce was used for another request. Use a new one for each.');
}
