import type { Transaction } from '../database/db';

/**
 * Makes every process's picture of all the account's keys outdated: for commands that change what its keys have in
 * common. Locks their usage rows in id order, as the gate does, and so waits for acceptances under way and for changes of
 * single keys. Such a command locks the account first: a key that is being made waits for it, or is seen here.
 */
export async function bumpKeyRevisions(tx: Transaction, accountId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT count(*) FROM (
      SELECT FROM api_key_usage WHERE account_id = ${accountId}::uuid AND deleted_at IS NULL
      ORDER BY api_key_id FOR NO KEY UPDATE) AS locked`;
  await tx.$executeRaw`
    UPDATE api_key_usage SET revision = revision + 1 WHERE account_id = ${accountId}::uuid AND deleted_at IS NULL`;
}
