import { hkdfSync } from 'node:crypto';
import type pg from 'pg';
import { pool } from '../database/db';
import { env } from '../runtime/env';
import { type EncryptionContext, seal, unseal } from '../secrets/seal';

const PREFIX = 'audit_key.';
const KEY_BYTES = 32;

/** The key that audit events are hashed with, and the id of the secret that it is derived from. */
export type AuditKey = { id: string; key: Buffer };

/** Returns the key of new events, derived from the first of SECRETS_KEYS: it is not in the database. */
export function currentAuditKey(ring = env().SECRETS_KEYS): AuditKey {
  const [first] = ring;
  if (!first) throw new Error('SECRETS_KEYS is empty');
  return { id: first[0], key: derive(first[1]) };
}

function derive(secret: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'postern/audit-log', KEY_BYTES));
}

const contextOf = (id: string): EncryptionContext => ({ table: 'installation', id, field: 'audit_key' });

/** Returns the keys of all events by id: those of SECRETS_KEYS, and archived ones of secrets that were removed from it. */
export async function loadAuditKeys(client: Pick<pg.ClientBase, 'query'> = pool()): Promise<Map<string, Buffer>> {
  const ring = env().SECRETS_KEYS;
  const keys = new Map([...ring].map(([id, secret]) => [id, derive(secret)]));
  for (const { id, sealed } of await readArchived(client)) {
    const key = keys.has(id) ? null : unsealOrNull(id, sealed);
    if (key) keys.set(id, key);
  }
  return keys;
}

/**
 * Archives the audit keys of all but the first of SECRETS_KEYS, sealed with the first, so that older events can still be
 * verified when a rotation removes those secrets. Must be called at every start.
 */
export async function archiveAuditKeys(): Promise<void> {
  const [current, ...others] = [...env().SECRETS_KEYS].map(([id, secret]) => ({ id, key: derive(secret) }));
  const archived = await readArchived(pool());
  for (const { id, sealed } of archived) {
    if (others.some((other) => other.id === id) || sealed.split('.')[1] === current?.id) continue;
    const key = unsealOrNull(id, sealed);
    if (key) others.push({ id, key });
  }
  for (const { id, key } of others) {
    await pool().query(
      'INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value',
      [PREFIX + id, seal(key.toString('base64'), contextOf(id))],
    );
  }
}

async function readArchived(client: Pick<pg.ClientBase, 'query'>): Promise<{ id: string; sealed: string }[]> {
  const { rows } = await client.query<{ name: string; value: string }>(
    'SELECT name, value FROM installation WHERE starts_with(name, $1)',
    [PREFIX],
  );
  return rows.map(({ name, value }) => ({ id: name.slice(PREFIX.length), sealed: value }));
}

/** Null for a value that was replaced in the database, or sealed with a secret that is not configured. */
function unsealOrNull(id: string, sealed: string): Buffer | null {
  try {
    return Buffer.from(unseal(sealed, contextOf(id)), 'base64');
  } catch {
    return null;
  }
}
