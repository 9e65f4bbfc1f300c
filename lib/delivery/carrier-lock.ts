import type pg from 'pg';

const CARRIER_LOCK_CLASS = 0x706f7374;

/**
 * Serializes parking a receipt with storing the carrier message id that it waits for. Transactions that store ids take it
 * shared (many at once), those that park receipts take it exclusively; each holds it to its end. Take it
 * before any row lock.
 */
export async function lockCarrier(client: pg.ClientBase, carrier: string, kind: 'storing' | 'parking'): Promise<void> {
  const take = kind === 'storing' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await client.query(`SELECT ${take}($1, hashtext($2))`, [CARRIER_LOCK_CLASS, carrier]);
}
