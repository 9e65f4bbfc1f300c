import { renderSVG } from 'uqr';
import type { Actor, UserActor } from '../../access/actor';
import { requireOperator } from '../../access/permissions';
import { recordEvent } from '../../audit/record-event';
import { AppError, invalidFields, notFound } from '../../base/errors';
import { db, type Transaction } from '../../database/db';
import { totpEncryptionContext } from '../../secrets/encryption-contexts';
import { seal, unseal } from '../../secrets/seal';
import { confirmPassword } from '../confirm-password';
import { requireFreshSession } from '../fresh-session';
import { mustHaveSecondFactor } from '../session-actor';
import { setSecondFactor } from '../sessions';
import { consumeAttempt, refundAttempt } from '../sign-in-limits';
import { hasSecondFactor } from './has-second-factor';
import { replaceRecoveryCodes } from './recovery-codes';
import { removeSecondFactors } from './remove';
import { asTotpCode, matchingStep, newTotpSecret, totpAddress } from './rules';

/** The secret for an authenticator app. Shown once: only the sealed secret is stored. */
export type TwoFactorSetup = { secret: string; qrCode: string };

/** How long a set-up stays open. */
const SET_UP_MS = 15 * 60_000;
const ALREADY_ON = 'Two-factor sign-in is on already. Turn it off first to set up another app.';
const NOT_ON = 'Two-factor sign-in is off.';
const REQUIRED = 'Your account requires two-factor sign-in. Add a passkey first.';

/**
 * Starts the set-up of an authenticator app. Returns a new secret, also as a QR code (SVG). Sign-in does not change until
 * `confirmTwoFactor`; starting again replaces the secret. Throws `invalid_fields` for a wrong password, `conflict` when
 * two-factor sign-in is on already.
 */
export async function beginTwoFactor(actor: UserActor, input: { password: string }): Promise<TwoFactorSetup> {
  await confirmPassword(actor, input.password);
  return setUp(actor);
}

/** `beginTwoFactor` in a session that needs a second factor, just after its sign-in, which replaces the password. */
export async function beginRequiredTwoFactor(actor: UserActor): Promise<TwoFactorSetup> {
  await requireFreshSession(actor);
  return setUp(actor);
}

async function setUp(actor: UserActor): Promise<TwoFactorSetup> {
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
  const consumed = await consumeAttempt(attempt);
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
    await setSecondFactor(tx, actor);
    await recordOwn(tx, actor, 'user.two_factor_enabled');
    return made;
  });
  await refundAttempt(attempt, consumed);
  return codes;
}

/** Returns new recovery codes, shown only now, and revokes the earlier ones. Throws `invalid_fields`, `conflict`. */
export async function makeRecoveryCodes(actor: UserActor, input: { password: string }): Promise<string[]> {
  await confirmPassword(actor, input.password);
  return db().$transaction(async (tx) => {
    // Locks the user, so that two concurrent calls do not both add codes.
    await tx.$queryRaw`SELECT 1 FROM app_user WHERE id = ${actor.userId}::uuid FOR UPDATE`;
    if (!(await hasSecondFactor(actor.userId, tx))) throw new AppError('conflict', NOT_ON);
    const codes = await replaceRecoveryCodes(tx, actor.userId);
    await recordOwn(tx, actor, 'user.recovery_codes_made');
    return codes;
  });
}

/**
 * Turns the authenticator app off; without a passkey, also two-factor sign-in and its recovery codes. Throws `invalid_fields`
 * for a wrong password, `conflict` where an account of the actor requires the app.
 */
export async function disableTwoFactor(actor: UserActor, input: { password: string }): Promise<void> {
  await confirmPassword(actor, input.password);
  const { userId } = actor;
  const isRequired = await mustHaveSecondFactor(userId);
  await db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM app_user WHERE id = ${userId}::uuid FOR UPDATE`;
    const { count } = await tx.twoFactor.deleteMany({ where: { userId, confirmedAt: { not: null } } });
    if (count === 0) return;
    if (!(await hasSecondFactor(userId, tx))) {
      if (isRequired) throw new AppError('conflict', REQUIRED);
      await tx.recoveryCode.deleteMany({ where: { userId } });
    }
    await recordOwn(tx, actor, 'user.two_factor_disabled');
  });
}

/**
 * Turns off the two-factor sign-in of a user who has lost phone and recovery codes, and removes their passkeys. Operators only, who must verify the
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
    const wasOn = await removeSecondFactors(tx, user.id);
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
