import { db, type Transaction } from '../../database/db';

/** Whether the user has a second factor: an authenticator app or a passkey. */
export async function hasSecondFactor(userId: string, client: Pick<Transaction, 'twoFactor' | 'passkey'> = db()) {
  const app = await client.twoFactor.findUnique({ where: { userId }, select: { confirmedAt: true } });
  return Boolean(app?.confirmedAt) || (await client.passkey.count({ where: { userId }, take: 1 })) > 0;
}
