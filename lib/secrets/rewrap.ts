import { pool } from '../database/db';
import { env } from '../runtime/env';
import {
  accountEncryptionContext,
  carrierEncryptionContext,
  endpointEncryptionContext,
  keyEncryptionContext,
  totpEncryptionContext,
} from './encryption-contexts';
import { type EncryptionContext, seal, unseal } from './seal';

const BATCH = 500;

/** Every column with sealed values. A missing one would lose its values with their old key. */
const COLUMNS: { table: string; column: string; id: string; contextOf: (id: string) => EncryptionContext }[] = [
  { table: 'api_key_secret', column: 'sealed', id: 'id', contextOf: keyEncryptionContext.secret },
  { table: 'api_key', column: 'webhook_secret', id: 'id', contextOf: keyEncryptionContext.webhookSecret },
  { table: 'api_key', column: 'previous_webhook_secret', id: 'id', contextOf: keyEncryptionContext.webhookSecret },
  { table: 'account', column: 'webhook_secret', id: 'id', contextOf: accountEncryptionContext.webhookSecret },
  { table: 'account', column: 'previous_webhook_secret', id: 'id', contextOf: accountEncryptionContext.webhookSecret },
  { table: 'webhook_endpoint', column: 'secret', id: 'id', contextOf: endpointEncryptionContext.secret },
  { table: 'webhook_endpoint', column: 'previous_secret', id: 'id', contextOf: endpointEncryptionContext.secret },
  { table: 'webhook_endpoint', column: 'headers', id: 'id', contextOf: endpointEncryptionContext.headers },
  { table: 'two_factor', column: 'secret', id: 'user_id', contextOf: totpEncryptionContext },
  { table: 'carrier', column: 'secrets', id: 'id', contextOf: carrierEncryptionContext },
];

/**
 * Seals every value again that is not sealed with the first of SECRETS_KEYS, so that old keys can be removed from the
 * setting. Safe to interrupt and repeat. Returns the number of values that were sealed again.
 */
export async function rewrap(): Promise<number> {
  const [current] = env().SECRETS_KEYS.keys();
  let count = 0;
  for (const { table, column, id: idColumn, contextOf } of COLUMNS) {
    for (;;) {
      const { rows } = await pool().query<{ id: string; sealed: string }>(
        `SELECT ${idColumn} AS id, ${column} AS sealed FROM ${table}
         WHERE ${column} IS NOT NULL AND split_part(${column}, '.', 2) <> $1 LIMIT ${BATCH}`,
        [current],
      );
      if (rows.length === 0) break;
      for (const { id, sealed } of rows) {
        const resealed = seal(unseal(sealed, contextOf(id)), contextOf(id));
        // Only if unchanged since it was read: a concurrent rotation has sealed its value with the current key.
        await pool().query(`UPDATE ${table} SET ${column} = $1 WHERE ${idColumn} = $2 AND ${column} = $3`, [
          resealed,
          id,
          sealed,
        ]);
      }
      count += rows.length;
    }
  }
  return count;
}

/** Returns the number of values sealed with each key of SECRETS_KEYS. A key with 0 can be removed. */
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
