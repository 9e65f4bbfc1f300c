import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { AppError } from '../base/errors';
import { pool } from '../database/db';
import { env } from '../runtime/env';

const ROW = 'secrets_fingerprint';
const CONSTANT = 'postern/secrets-fingerprint';

type Fingerprints = Record<string, string>;
type StoredFingerprints = { keys: Fingerprints; peppers: Fingerprints };
type Ring = {
  variable: 'SECRETS_KEYS' | 'SECRETS_PEPPERS';
  stored: Fingerprints;
  configured: Fingerprints;
  inUse: string;
};

/** Secrets whose rotation has ended are never read again. */
const CURRENT = '(valid_until IS NULL OR valid_until > now())';

/** Whether any row was sealed with, or digested under, the key or pepper with the id $1. */
const KEY_IN_USE = `
  SELECT EXISTS (SELECT 1 FROM api_key WHERE starts_with(webhook_secret, 'v1.' || $1 || '.'))
      OR EXISTS (SELECT 1 FROM two_factor WHERE starts_with(secret, 'v1.' || $1 || '.'))
      OR EXISTS (SELECT 1 FROM carrier WHERE starts_with(secrets, 'v1.' || $1 || '.'))
      OR EXISTS (SELECT 1 FROM api_key_secret WHERE starts_with(sealed, 'v1.' || $1 || '.') AND ${CURRENT}) AS in_use`;
const PEPPER_IN_USE = `SELECT EXISTS (SELECT 1 FROM api_key_secret WHERE pepper_id = $1 AND ${CURRENT}) AS in_use`;

/**
 * Refuses to start on a database that this process's secrets cannot decrypt: keys would stop working one by one, without an
 * error. The first process stores a fingerprint of each secret (an HMAC, which reveals nothing about it); new secrets of a
 * rotation are added, and one may leave a ring once no row uses it. Throws `invalid_configuration`.
 */
export async function requireMatchingSecrets(): Promise<void> {
  const client = await pool().connect();
  try {
    await client.query('BEGIN');
    const configured: StoredFingerprints = {
      keys: fingerprints(env().SECRETS_KEYS),
      peppers: fingerprints(env().SECRETS_PEPPERS),
    };
    await client.query('INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      ROW,
      JSON.stringify(configured),
    ]);
    const { rows } = await client.query('SELECT value FROM installation WHERE name = $1 FOR UPDATE', [ROW]);
    const stored = JSON.parse(rows[0].value) as StoredFingerprints;
    await requireReadable(client, {
      variable: 'SECRETS_KEYS',
      stored: stored.keys,
      configured: configured.keys,
      inUse: KEY_IN_USE,
    });
    await requireReadable(client, {
      variable: 'SECRETS_PEPPERS',
      stored: stored.peppers,
      configured: configured.peppers,
      inUse: PEPPER_IN_USE,
    });
    await client.query('UPDATE installation SET value = $2 WHERE name = $1', [ROW, JSON.stringify(configured)]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

function fingerprints(ring: Map<string, Buffer>): Fingerprints {
  return Object.fromEntries(
    [...ring].map(([id, secret]) => [id, createHmac('sha256', secret).update(CONSTANT).digest('hex')]),
  );
}

async function requireReadable(client: pg.PoolClient, { variable, stored, configured, inUse }: Ring): Promise<void> {
  for (const [id, fingerprint] of Object.entries(stored)) {
    if (configured[id] === fingerprint) continue;
    if (configured[id] !== undefined) throw mismatch(variable, `its "${id}" differs from the secret used before`);
    const { rows } = await client.query(inUse, [id]);
    if (rows[0].in_use) throw mismatch(variable, `it lacks "${id}", which stored keys use`);
  }
}

function mismatch(variable: Ring['variable'], reason: string): AppError {
  return new AppError(
    'invalid_configuration',
    `${variable} does not belong to this database: ${reason}. Start with the secrets this database was set up with.`,
  );
}
