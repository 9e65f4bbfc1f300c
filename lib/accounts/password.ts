import type { Actor, UserActor } from '../access/actor';
import { requireOperator } from '../access/permissions';
import { recordEvent } from '../audit/record-event';
import { confirmPassword } from '../auth/confirm-password';
import { forgetDevices } from '../auth/known-devices';
import { hashPassword } from '../auth/password';
import { type ChangePasswordInput, changePasswordSchema, newPassword } from '../auth/schema';
import { notFound } from '../base/errors';
import { db, type Transaction } from '../database/db';
import { refuseGuessable } from './rules';

export const RESET_PURPOSE = 'password-reset';

/**
 * Changes the actor's own password. Ends their other sessions and revokes open reset links. Throws `invalid_fields` for a
 * wrong current password or an unacceptable new one.
 */
export async function changePassword(actor: UserActor, input: ChangePasswordInput): Promise<void> {
  const { currentPassword, newPassword: password } = changePasswordSchema.parse(input);
  await refuseGuessable(password, actor, 'newPassword');
  await confirmPassword(actor, currentPassword, 'currentPassword');
  const passwordHash = await hashPassword(password);
  await db().$transaction(async (tx) => {
    const ended = await writePassword(tx, actor.userId, passwordHash, actor.sessionId);
    await recordEvent(tx, actor, {
      action: 'user.password_changed',
      accountId: actor.accountId,
      targetKind: 'user',
      targetId: actor.userId,
      detail: { sessions_ended: ended },
    });
  });
}

/** Sets a new password and ends every session of the user. Operators only. */
export async function resetPassword(actor: Actor, email: string, password: string): Promise<{ id: string }> {
  requireOperator(actor);
  newPassword.parse(password);
  const user = await db().user.findUnique({
    where: { email: email.trim().toLowerCase() },
    select: { id: true, email: true, username: true },
  });
  if (!user) throw notFound('user');
  await refuseGuessable(password, user);
  const passwordHash = await hashPassword(password);
  await db().$transaction((tx) => writeReset(tx, actor, user.id, passwordHash));
  return { id: user.id };
}

/**
 * Sets a password without the old one: ends every session, removes links to providers, and records the reset in the
 * installation's log.
 */
export async function writeReset(tx: Transaction, actor: Actor, userId: string, passwordHash: string): Promise<void> {
  const ended = await writePassword(tx, userId, passwordHash, null);
  const unproven = await tx.user.count({ where: { id: userId, emailProvenAt: null } });
  // A passkey signs in without the password, and may be one of a holder of the invitation link who does not own the address.
  if (unproven > 0) await tx.passkey.deleteMany({ where: { userId } });
  // The operator vouches for the recipient of the link or password; identities linked before may be another person's.
  await tx.user.update({ where: { id: userId }, data: { emailProvenAt: new Date() } });
  await tx.federatedIdentity.deleteMany({ where: { userId } });
  await recordEvent(tx, actor, {
    action: 'user.password_reset',
    accountId: null,
    targetKind: 'user',
    targetId: userId,
    detail: { sessions_ended: ended },
  });
}

/** Returns the number of sessions it ended: all but `keptSessionId`. */
async function writePassword(
  tx: Transaction,
  userId: string,
  passwordHash: string,
  keptSessionId: string | null,
): Promise<number> {
  // The user first: a concurrent sign-in with the old password waits for this row, and fails.
  await tx.user.update({ where: { id: userId }, data: { passwordHash } });
  await tx.oneTimeToken.deleteMany({ where: { userId, purpose: RESET_PURPOSE, usedAt: null } });
  const kept = keptSessionId
    ? await tx.session.findFirst({ where: { id: keptSessionId, userId }, select: { deviceId: true } })
    : null;
  const { count } = await tx.session.deleteMany({
    where: { userId, ...(keptSessionId && { id: { not: keptSessionId } }) },
  });
  await forgetDevices(tx, userId, kept?.deviceId ?? null);
  return count;
}
