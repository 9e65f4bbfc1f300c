import type { Transaction } from '../database/db';

/**
 * Waits until nobody else changes the account, who belongs to it, or what it has decided on as a whole, and keeps others
 * from it until the transaction ends. Gives whether it is there. Every command that needs this lock takes it first, so
 * that none waits for another in a circle.
 */
export async function lockAccount(tx: Transaction, accountId: string): Promise<boolean> {
  // NO KEY: rows that merely belong to the account, such as messages, need not wait.
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT id FROM account WHERE id = ${accountId}::uuid FOR NO KEY UPDATE`;
  return locked.length > 0;
}

/** Keeps those out that `lockAccount`, until the transaction ends; others who hold the account too need not wait. */
export async function holdAccount(tx: Transaction, accountId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM account WHERE id = ${accountId}::uuid FOR SHARE`;
}
