import type { Transaction } from '../../db';

/**
 * Makes every process's picture of all keys of the account outdated: for what comes along with each of them. Waits for
 * acceptances under way, so that none is committed by the old picture after the command has returned. Locks usage rows in
 * id order, as the gate does.
 */
export async function bumpAccountRevision(tx: Transaction, accountId: string): Promise<void> {
  await tx.$executeRaw`
    WITH locked AS MATERIALIZED (
      SELECT api_key_id FROM api_key_usage WHERE account_id = ${accountId}::uuid AND deleted_at IS NULL
      ORDER BY api_key_id FOR NO KEY UPDATE
    )
    UPDATE api_key_usage u SET revision = u.revision + 1 FROM locked l WHERE u.api_key_id = l.api_key_id`;
}
