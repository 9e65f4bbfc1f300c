import type { Actor, UserActor } from '../access/actor';
import { requireOperator } from '../access/permissions';
import { recordEvent } from '../audit/record-event';
import { confirmPassword } from '../auth/confirm-password';
import { hashPassword } from '../auth/password';
import { type ChangePasswordInput, changePasswordSchema, newPassword } from '../auth/schema';
import { notFound } from '../base/errors';
import { db, type Transaction } from '../database/db';
import { refuseOwnName } from './rules';

export const RESET_PURPOSE = 'password-reset';

/**
 * The actor's own new password. Ends their other sessions, and reset links that are still open. Throws `invalid_fields`
 * for a wrong current password or an unfit new one.
 */
export async function changePassword(actor: UserActor, input: ChangePasswordInput): Promise<void> {
  const { currentPassword, newPassword: password } = changePasswordSchema.parse(input);
  refuseOwnName(password, actor, 'newPassword');
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
  refuseOwnName(password, user);
  const passwordHash = await hashPassword(password);
  await db().$transaction((tx) => writeReset(tx, actor, user.id, passwordHash));
  return { id: user.id };
}

/**
 * A password that its owner did not prove to know: every session ends, links to providers are undone, and the
 * installation's log says so.
 */
export async function writeReset(tx: Transaction, actor: Actor, userId: string, passwordHash: string): Promise<void> {
  const ended = await writePassword(tx, userId, passwordHash, null);
  // The operator vouches for who gets the link or the password; whom a provider took them for is asked anew.
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

/** Gives how many sessions it ended: all but `keptSessionId`. */
async function writePassword(
  tx: Transaction,
  userId: string,
  passwordHash: string,
  keptSessionId: string | null,
): Promise<number> {
  // First the user: a sign-in with the old password waits for this row, and fails.
  await tx.user.update({ where: { id: userId }, data: { passwordHash } });
  await tx.oneTimeToken.deleteMany({ where: { userId, purpose: RESET_PURPOSE, usedAt: null } });
  const { count } = await tx.session.deleteMany({
    where: { userId, ...(keptSessionId && { id: { not: keptSessionId } }) },
  });
  return count;
}
