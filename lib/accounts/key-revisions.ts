import type { Transaction } from '../database/db';

// The fence between acceptance and changes of keys. A statement that accepts with a key takes these locks until its COMMIT:
// - FOR KEY SHARE of the key's row in api_key_usage, for which it must be at the checked revision. A row that was changed
//   while the statement waited is checked again in its new version. Statements that accept do not wait for each other, nor
//   for updates of the row that leave the revision as it is.
// - Before it, the advisory locks of its account and of the key, shared. PostgreSQL grants row locks of this kind past a
//   transaction that waits for a stronger one, which could wait forever for a key that always accepts. Advisory locks are
//   granted in order.
// A change takes the advisory locks exclusively, of the keys or of the account, then the rows FOR UPDATE, in id order. A
// change of one key that has to wait holds back no other key.

/** SQL columns for the locking SELECT of a statement that accepts; \`k\` is the row of api_key_usage. */
export function waitTurn(k: string): string {
  return `pg_advisory_xact_lock_shared(uuid_hash_extended(${k}.account_id, 0)) AS account_turn,
             pg_advisory_xact_lock_shared(uuid_hash_extended(${k}.api_key_id, 0)) AS key_turn`;
}

/**
 * Waits for the statements that accept with one of the keys; later ones wait for the end of the transaction. Must precede
 * the locks of usage rows.
 */
export async function haltKeys(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(uuid_hash_extended(k.id, 0)) FROM unnest(${ids}::uuid[]) AS k(id) ORDER BY k.id`;
}

/**
 * Invalidates every process's cached keys of the account: for commands that change settings which its keys share. Waits for
 * acceptances and key changes in progress. The caller must have locked the account: a key that is being created then waits
 * for it, or is seen here.
 */
export async function bumpKeyRevisions(tx: Transaction, accountId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(uuid_hash_extended(${accountId}::uuid, 0))`;
  await tx.$queryRaw`
    SELECT count(*) FROM (
      SELECT FROM api_key_usage WHERE account_id = ${accountId}::uuid AND deleted_at IS NULL
      ORDER BY api_key_id FOR UPDATE) AS locked`;
  await tx.$executeRaw`
    UPDATE api_key_usage SET revision = revision + 1 WHERE account_id = ${accountId}::uuid AND deleted_at IS NULL`;
}
