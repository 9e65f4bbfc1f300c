import type { Actor, Role } from '../access/actor';
import { requireOperator } from '../access/permissions';
import { recordEvent } from '../audit/record-event';
import { forgetDevices } from '../auth/known-devices';
import { AppError, notFound } from '../base/errors';
import { db } from '../database/db';

const MAX_USERS = 1_000;

export type UserView = {
  id: string;
  email: string;
  username: string;
  operator: boolean;
  disabled: boolean;
  twoFactor: boolean;
  accounts: { id: string; name: string; role: Role }[];
};

/** Returns the installation's users, oldest first, at most 1,000. Operators only. */
export async function listUsers(actor: Actor): Promise<UserView[]> {
  requireOperator(actor);
  const rows = await db().user.findMany({
    orderBy: { createdAt: 'asc' },
    take: MAX_USERS,
    select: {
      id: true,
      email: true,
      username: true,
      operator: true,
      disabledAt: true,
      twoFactor: { select: { confirmedAt: true } },
      passkeys: { select: { id: true }, take: 1 },
      members: { select: { role: true, account: { select: { id: true, name: true } } }, orderBy: { createdAt: 'asc' } },
    },
  });
  return rows.map(({ disabledAt, twoFactor, passkeys, members, ...user }) => ({
    ...user,
    disabled: disabledAt !== null,
    twoFactor: Boolean(twoFactor?.confirmedAt) || passkeys.length > 0,
    accounts: members.map(({ role, account }) => ({ ...account, role })),
  }));
}

/**
 * Enables or disables a user. Disabling ends their sessions; keys belong to accounts and keep working. Operators only. Does
 * nothing without a change. Throws `not_found`, `conflict` for the operator's own user.
 */
export async function setUserEnabled(actor: Actor, email: string, enabled: boolean): Promise<{ id: string }> {
  requireOperator(actor);
  return db().$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { email: email.trim().toLowerCase() }, select: { id: true } });
    if (!user) throw notFound('user');
    // Otherwise the only operator of an installation could lock themselves out by mistake.
    if (!enabled && actor.kind === 'user' && actor.userId === user.id) {
      throw new AppError('conflict', 'You cannot disable yourself. Ask another operator, or use the command line.');
    }
    const { count } = await tx.user.updateMany({
      where: { id: user.id, disabledAt: enabled ? { not: null } : null },
      data: { disabledAt: enabled ? null : new Date() },
    });
    if (count === 0) return user;
    if (!enabled) {
      await tx.session.deleteMany({ where: { userId: user.id } });
      await forgetDevices(tx, user.id, null);
    }
    await recordEvent(tx, actor, {
      action: enabled ? 'user.enabled' : 'user.disabled',
      accountId: null,
      targetKind: 'user',
      targetId: user.id,
    });
    return user;
  });
}
