import { pool } from '../database/db';
import { env } from '../runtime/env';
import { keyEncryptionContext } from './key-encryption-context';
import { type EncryptionContext, seal, unseal } from './seal';
import { totpEncryptionContext } from './totp-encryption-context';

const BATCH = 500;

/** Every column that holds sealed values. A new one must be added here, or its values are lost with their old key. */
const COLUMNS: { table: string; column: string; id: string; place: (id: string) => EncryptionContext }[] = [
  { table: 'api_key_secret', column: 'sealed', id: 'id', place: keyEncryptionContext.secret },
  { table: 'api_key', column: 'webhook_secret', id: 'id', place: keyEncryptionContext.webhookSecret },
  { table: 'two_factor', column: 'secret', id: 'user_id', place: totpEncryptionContext },
];

/**
 * Seals every value anew that is not sealed with the first of SECRETS_KEYS, so that old keys can be taken out of the
 * setting. Safe to break off and repeat. Gives the number of values sealed anew.
 */
export async function rewrap(): Promise<number> {
  const [current] = env().SECRETS_KEYS.keys();
  let count = 0;
  for (const { table, column, id: idColumn, place } of COLUMNS) {
    for (;;) {
      const { rows } = await pool().query<{ id: string; sealed: string }>(
        `SELECT ${idColumn} AS id, ${column} AS sealed FROM ${table}
         WHERE ${column} IS NOT NULL AND split_part(${column}, '.', 2) <> $1 LIMIT ${BATCH}`,
        [current],
      );
      if (rows.length === 0) break;
      for (const { id, sealed } of rows) {
        const fresh = seal(unseal(sealed, place(id)), place(id));
        // Only what was read: a rotation meanwhile has sealed with the current key already.
        await pool().query(`UPDATE ${table} SET ${column} = $1 WHERE ${idColumn} = $2 AND ${column} = $3`, [
          fresh,
          id,
          sealed,
        ]);
      }
      count += rows.length;
    }
  }
  return count;
}

/** How many values each key of SECRETS_KEYS still opens. A key with 0 can be taken out. */
export async function countByKey(): Promise<Record<string, number>> {
  const counts: Record<string, number> = Object.fromEntries([...env().SECRETS_KEYS.keys()].map((id) => [id, 0]));
  for (const { table, column } of COLUMNS) {
    const { rows } = await pool().query<{ key: string; count: number }>(
      `SELECT split_part(${column}, '.', 2) AS key, count(*)::int AS count FROM ${table}
       WHERE ${column} IS NOT NULL GROUP BY 1`,
    );
    for (const { key, count } of rows) counts[key] = (counts[key] ?? 0) + count;
  }
  return counts;
}
