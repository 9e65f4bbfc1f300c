import type { Transaction } from '../database/db';

/**
 * Invalidates every process's cached keys of the account: for commands that change settings which its keys share. Locks
 * their usage rows in id order, as acceptance does, and so waits for acceptances and key changes in progress. The caller
 * must have locked the account: a key that is being created then waits for it, or is seen here.
 */
export async function bumpKeyRevisions(tx: Transaction, accountId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT count(*) FROM (
      SELECT FROM api_key_usage WHERE account_id = ${accountId}::uuid AND deleted_at IS NULL
      ORDER BY api_key_id FOR NO KEY UPDATE) AS locked`;
  await tx.$executeRaw`
    UPDATE api_key_usage SET revision = revision + 1 WHERE account_id = ${accountId}::uuid AND deleted_at IS NULL`;
}
