import type { Transaction } from '../../database/db';

/**
 * Removes every second factor of the user: authenticator app, passkeys and recovery codes. Returns whether there was one.
 * Sessions that were opened with one must prove a new one where it is required.
 */
export async function removeSecondFactors(tx: Transaction, userId: string): Promise<boolean> {
  await tx.recoveryCode.deleteMany({ where: { userId } });
  const passkeys = await tx.passkey.deleteMany({ where: { userId } });
  const apps = await tx.twoFactor.deleteMany({ where: { userId, confirmedAt: { not: null } } });
  await tx.session.updateMany({ where: { userId }, data: { secondFactor: false } });
  return passkeys.count + apps.count > 0;
}
