import { AppError } from '../../base/errors';
import type { Transaction } from '../../database/db';
import { totpEncryptionContext } from '../../secrets/encryption-contexts';
import { unseal } from '../../secrets/seal';
import { SecondFactorNeeded } from './needed';
import { asTotpCode, matchingStep, recoveryDigest } from './rules';

export type SecondFactor = 'none' | 'authenticator app' | 'recovery code';

/**
 * Verifies the second factor of a sign-in: a code of the authenticator app, or a recovery code. Each works once, also with
 * concurrent sign-ins. Returns the kind of factor; `none` where two-factor sign-in is off. Throws `SecondFactorNeeded`
 * without a code, `unauthorized` for a wrong or used one.
 */
export async function verifySecondFactor(
  tx: Transaction,
  userId: string,
  typed: string | undefined,
): Promise<SecondFactor> {
  const row = await tx.twoFactor.findUnique({ where: { userId } });
  if (!row?.confirmedAt) return 'none';
  if (!typed) throw new SecondFactorNeeded();
  const code = asTotpCode(typed);
  if (code === null) {
    await useRecoveryCode(tx, userId, typed);
    return 'recovery code';
  }
  const step = matchingStep(unseal(row.secret, totpEncryptionContext(userId)), code, new Date());
  if (step === null) throw new AppError('unauthorized', 'This code is wrong. Enter the one that your app shows now.');
  const updated = await tx.$executeRaw`
    UPDATE two_factor SET last_step = ${step}
    WHERE user_id = ${userId}::uuid AND confirmed_at IS NOT NULL AND last_step < ${step}`;
  if (updated === 0) throw new AppError('unauthorized', 'This code was used already. Wait for the next one.');
  return 'authenticator app';
}

async function useRecoveryCode(tx: Transaction, userId: string, typed: string): Promise<void> {
  const { count } = await tx.recoveryCode.updateMany({
    where: { userId, digest: recoveryDigest(typed), usedAt: null },
    data: { usedAt: new Date() },
  });
  if (count === 0) throw new AppError('unauthorized', 'This recovery code is wrong or was used already.');
}
