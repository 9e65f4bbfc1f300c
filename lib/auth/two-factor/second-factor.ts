import { AppError } from '../../base/errors';
import type { Transaction } from '../../database/db';
import { totpEncryptionContext } from '../../secrets/encryption-contexts';
import { unseal } from '../../secrets/seal';
import { assertionSchema } from '../passkeys/schema';
import { passkeyRefused, recordUse, verifyAssertion } from '../passkeys/verify';
import { SecondFactorNeeded } from './needed';
import { asTotpCode, matchingStep, recoveryDigest } from './rules';

export type SecondFactor = 'none' | 'authenticator app' | 'recovery code' | 'passkey';

/** What a user presents as second factor: a code, or the assertion of a passkey as JSON with the browser's challenge. */
export type Presented = { code?: string | undefined; passkey?: string | undefined; challenge: string | null };

/**
 * Verifies the second factor of a sign-in: a code of the authenticator app, a recovery code, or a passkey. Each works once,
 * also with concurrent sign-ins. Returns the kind of factor; `none` where the user has no second factor. Throws
 * `SecondFactorNeeded` without any, `unauthorized` for a wrong or used one.
 */
export async function verifySecondFactor(
  tx: Transaction,
  userId: string,
  { code: typed, passkey, challenge }: Presented,
): Promise<SecondFactor> {
  const [row, passkeys] = [
    await tx.twoFactor.findUnique({ where: { userId } }),
    await tx.passkey.count({ where: { userId }, take: 1 }),
  ];
  const app = row?.confirmedAt ? row : null;
  if (!app && passkeys === 0) return 'none';
  if (passkey) {
    await usePasskey(tx, userId, passkey, challenge);
    return 'passkey';
  }
  if (!typed) throw new SecondFactorNeeded({ app: app !== null, passkey: passkeys > 0 });
  const code = app && asTotpCode(typed);
  if (!app || !code) {
    await useRecoveryCode(tx, userId, typed);
    return 'recovery code';
  }
  const step = matchingStep(unseal(app.secret, totpEncryptionContext(userId)), code, new Date());
  if (step === null) throw new AppError('unauthorized', 'This code is wrong. Enter the one that your app shows now.');
  const updated = await tx.$executeRaw`
    UPDATE two_factor SET last_step = ${step}
    WHERE user_id = ${userId}::uuid AND confirmed_at IS NOT NULL AND last_step < ${step}`;
  if (updated === 0) throw new AppError('unauthorized', 'This code was used already. Wait for the next one.');
  return 'authenticator app';
}

/** The password was the first factor, so the device alone is enough. */
async function usePasskey(tx: Transaction, userId: string, json: string, challenge: string | null): Promise<void> {
  const assertion = assertionSchema.safeParse(parsed(json));
  if (!assertion.success) throw passkeyRefused();
  const passkey = await verifyAssertion(assertion.data, challenge, { userVerification: false });
  if (passkey.userId !== userId) throw passkeyRefused();
  await recordUse(tx, passkey);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

async function useRecoveryCode(tx: Transaction, userId: string, typed: string): Promise<void> {
  const { count } = await tx.recoveryCode.updateMany({
    where: { userId, digest: recoveryDigest(typed), usedAt: null },
    data: { usedAt: new Date() },
  });
  if (count === 0) throw new AppError('unauthorized', 'This recovery code is wrong or was used already.');
}
