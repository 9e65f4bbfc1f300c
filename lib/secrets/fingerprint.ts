import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { AppError } from '../base/errors';
import { pool } from '../database/db';
import { env } from '../runtime/env';

const ROW = 'secrets_fingerprint';
const CONSTANT = 'postern/secrets-fingerprint';

type Prints = Record<string, string>;
type Fingerprint = { keys: Prints; peppers: Prints };
type Ring = { variable: 'SECRETS_KEYS' | 'SECRETS_PEPPERS'; known: Prints; given: Prints; inUse: string };

/** Secrets that rotations have ended are never read again. */
const CURRENT = '(valid_until IS NULL OR valid_until > now())';

/** Whether anything in the database was sealed with, or digested under, the secret called $1. */
const KEY_IN_USE = `
  SELECT EXISTS (SELECT 1 FROM api_key WHERE starts_with(webhook_secret, 'v1.' || $1 || '.'))
      OR EXISTS (SELECT 1 FROM two_factor WHERE starts_with(secret, 'v1.' || $1 || '.'))
      OR EXISTS (SELECT 1 FROM api_key_secret WHERE starts_with(sealed, 'v1.' || $1 || '.') AND ${CURRENT}) AS in_use`;
const PEPPER_IN_USE = `SELECT EXISTS (SELECT 1 FROM api_key_secret WHERE pepper_id = $1 AND ${CURRENT}) AS in_use`;

/**
 * Refuses to work on a database whose contents this process's secrets cannot read: keys would stop working one by one,
 * silently. The first process to come notes a fingerprint of each secret (an HMAC, which tells nothing about it); new
 * secrets of a rotation are added, and one may leave a ring once nothing was made with it. Throws `invalid_configuration`.
 */
export async function requireMatchingSecrets(): Promise<void> {
  const client = await pool().connect();
  try {
    await client.query('BEGIN');
    const given: Fingerprint = { keys: prints(env().SECRETS_KEYS), peppers: prints(env().SECRETS_PEPPERS) };
    await client.query('INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      ROW,
      JSON.stringify(given),
    ]);
    const { rows } = await client.query('SELECT value FROM installation WHERE name = $1 FOR UPDATE', [ROW]);
    const known = JSON.parse(rows[0].value) as Fingerprint;
    await requireReadable(client, {
      variable: 'SECRETS_KEYS',
      known: known.keys,
      given: given.keys,
      inUse: KEY_IN_USE,
    });
    await requireReadable(client, {
      variable: 'SECRETS_PEPPERS',
      known: known.peppers,
      given: given.peppers,
      inUse: PEPPER_IN_USE,
    });
    await client.query('UPDATE installation SET value = $2 WHERE name = $1', [ROW, JSON.stringify(given)]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

function prints(ring: Map<string, Buffer>): Prints {
  return Object.fromEntries(
    [...ring].map(([id, secret]) => [id, createHmac('sha256', secret).update(CONSTANT).digest('hex')]),
  );
}

async function requireReadable(client: pg.PoolClient, { variable, known, given, inUse }: Ring): Promise<void> {
  for (const [id, print] of Object.entries(known)) {
    if (given[id] === print) continue;
    if (given[id] !== undefined) throw mismatch(variable, `its "${id}" is another secret than the one used before`);
    const { rows } = await client.query(inUse, [id]);
    if (rows[0].in_use) throw mismatch(variable, `it lacks "${id}", which stored keys were made with`);
  }
}

function mismatch(variable: Ring['variable'], reason: string): AppError {
  return new AppError(
    'invalid_configuration',
    `${variable} does not belong to this database: ${reason}. Start with the secrets this database was set up with.`,
  );
}
