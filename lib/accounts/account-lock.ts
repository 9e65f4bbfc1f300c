import type { Transaction } from '../database/db';

/**
 * Locks the account's row FOR NO KEY UPDATE until the transaction ends: for changes of the account, of its members, or of
 * settings that all its keys share. Returns whether the account exists. Every command that needs this lock takes it first,
 * which prevents deadlocks.
 */
export async function lockAccountForUpdate(tx: Transaction, accountId: string): Promise<boolean> {
  // NO KEY: inserts of rows that refer to the account, such as messages, need not wait.
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT id FROM account WHERE id = ${accountId}::uuid FOR NO KEY UPDATE`;
  return locked.length > 0;
}

/** Locks the account's row FOR SHARE: excludes `lockAccountForUpdate`, but not other shared locks. */
export async function lockAccountForShare(tx: Transaction, accountId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM account WHERE id = ${accountId}::uuid FOR SHARE`;
}
