import { renderSVG } from 'uqr';
import type { Actor, UserActor } from '../../access/actor';
import { requireOperator } from '../../access/permissions';
import { recordEvent } from '../../audit/record-event';
import { AppError, invalidFields, notFound } from '../../base/errors';
import { newId } from '../../base/ids';
import { db, type Transaction } from '../../database/db';
import { totpEncryptionContext } from '../../secrets/encryption-contexts';
import { seal, unseal } from '../../secrets/seal';
import { confirmPassword } from '../confirm-password';
import { consumeAttempt, refundAttempt } from '../sign-in-limits';
import {
  asTotpCode,
  matchingStep,
  newRecoveryCode,
  newTotpSecret,
  RECOVERY_CODES,
  recoveryDigest,
  totpAddress,
} from './rules';

/** The secret for an authenticator app. Shown once: only the sealed secret is stored. */
export type TwoFactorSetup = { secret: string; qrCode: string };

/** How long a set-up stays open. */
const SET_UP_MS = 15 * 60_000;
const ALREADY_ON = 'Two-factor sign-in is on already. Turn it off first to set up another app.';
const NOT_ON = 'Two-factor sign-in is off.';

/**
 * Starts the set-up of an authenticator app. Returns a new secret, also as a QR code (SVG). Sign-in does not change until
 * `confirmTwoFactor`; starting again replaces the secret. Throws `invalid_fields` for a wrong password, `conflict` when
 * two-factor sign-in is on already.
 */
export async function beginTwoFactor(actor: UserActor, input: { password: string }): Promise<TwoFactorSetup> {
  await confirmPassword(actor, input.password);
  const { userId } = actor;
  const secret = newTotpSecret();
  const sealed = seal(secret, totpEncryptionContext(userId));
  const written = await db().$executeRaw`
    INSERT INTO two_factor (user_id, secret) VALUES (${userId}::uuid, ${sealed})
    ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, last_step = 0, begun_at = now()
    WHERE two_factor.confirmed_at IS NULL`;
  if (written === 0) throw new AppError('conflict', ALREADY_ON);
  return { secret, qrCode: renderSVG(totpAddress(secret, actor.email), { border: 2 }) };
}

/**
 * Turns two-factor sign-in on, after a first code proves that the app has the secret. Returns the recovery codes, which are
 * shown only now. Wrong codes count like wrong passwords. Throws `invalid_fields` for a wrong code, `conflict` when the
 * set-up is not open, `too_many_attempts`.
 */
export async function confirmTwoFactor(actor: UserActor, input: { code: string }): Promise<string[]> {
  const { userId, email, ip } = actor;
  const attempt = { email, ip, knownDevice: userId };
  const usedRetrySlot = await consumeAttempt(attempt);
  const codes = await db().$transaction(async (tx) => {
    const row = await tx.twoFactor.findUnique({ where: { userId } });
    if (!row || row.begunAt.getTime() < Date.now() - SET_UP_MS) {
      throw new AppError('conflict', 'This set-up has expired. Start again.');
    }
    const step = matchingStep(
      unseal(row.secret, totpEncryptionContext(userId)),
      asTotpCode(input.code) ?? '',
      new Date(),
    );
    if (step === null) {
      throw invalidFields({
        code: 'This is not the code. Enter the one that your app shows now; its clock must be right.',
      });
    }
    const { count } = await tx.twoFactor.updateMany({
      where: { userId, confirmedAt: null, secret: row.secret },
      data: { confirmedAt: new Date(), lastStep: step },
    });
    if (count === 0) throw new AppError('conflict', ALREADY_ON);
    const made = await replaceRecoveryCodes(tx, userId);
    await recordOwn(tx, actor, 'user.two_factor_enabled');
    return made;
  });
  await refundAttempt(attempt, usedRetrySlot);
  return codes;
}

/** Returns new recovery codes, shown only now, and revokes the earlier ones. Throws `invalid_fields`, `conflict`. */
export async function makeRecoveryCodes(actor: UserActor, input: { password: string }): Promise<string[]> {
  await confirmPassword(actor, input.password);
  return db().$transaction(async (tx) => {
    // Locks the row, so that two concurrent calls do not both add codes.
    const on = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM two_factor WHERE user_id = ${actor.userId}::uuid AND confirmed_at IS NOT NULL FOR UPDATE`;
    if (on.length === 0) throw new AppError('conflict', NOT_ON);
    const codes = await replaceRecoveryCodes(tx, actor.userId);
    await recordOwn(tx, actor, 'user.recovery_codes_made');
    return codes;
  });
}

/** Turns two-factor sign-in off and deletes its recovery codes. Throws `invalid_fields` for a wrong password. */
export async function disableTwoFactor(actor: UserActor, input: { password: string }): Promise<void> {
  await confirmPassword(actor, input.password);
  await db().$transaction(async (tx) => {
    if (await removeTwoFactor(tx, actor.userId)) await recordOwn(tx, actor, 'user.two_factor_disabled');
  });
}

/**
 * Turns off the two-factor sign-in of a user who has lost phone and recovery codes. Operators only, who must verify the
 * user's identity. Returns whether it was on. Throws `not_found`, and `conflict` for the operator's own, which needs the
 * password.
 */
export async function disableTwoFactorOf(actor: Actor, email: string): Promise<{ id: string; wasOn: boolean }> {
  requireOperator(actor);
  if (actor.kind === 'user' && actor.email === email.trim().toLowerCase()) {
    throw new AppError(
      'conflict',
      'Turn your own two-factor sign-in off under Your profile: it requires your password.',
    );
  }
  return db().$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { email: email.trim().toLowerCase() }, select: { id: true } });
    if (!user) throw notFound('user');
    const wasOn = await removeTwoFactor(tx, user.id);
    if (wasOn) {
      await recordEvent(tx, actor, {
        action: 'user.two_factor_disabled',
        accountId: null,
        targetKind: 'user',
        targetId: user.id,
      });
    }
    return { id: user.id, wasOn };
  });
}

async function removeTwoFactor(tx: Transaction, userId: string): Promise<boolean> {
  await tx.recoveryCode.deleteMany({ where: { userId } });
  const { count } = await tx.twoFactor.deleteMany({ where: { userId, confirmedAt: { not: null } } });
  return count > 0;
}

async function replaceRecoveryCodes(tx: Transaction, userId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({
    data: codes.map((code) => ({ id: newId(), userId, digest: recoveryDigest(code) })),
  });
  return codes;
}

function recordOwn(
  tx: Transaction,
  actor: UserActor,
  action: 'user.two_factor_enabled' | 'user.two_factor_disabled' | 'user.recovery_codes_made',
): Promise<void> {
  return recordEvent(tx, actor, {
    action,
    accountId: actor.accountId,
    targetKind: 'user',
    targetId: actor.userId,
  });
}
