import type { Actor, Role, UserActor } from '../../access/actor';
import { recordEvent } from '../../audit/record-event';
import { recordEnded } from '../../auth/sessions';
import { AppError, notFound } from '../../base/errors';
import { isId } from '../../base/ids';
import { db, type Transaction } from '../../database/db';
import { revokeOpen } from '../invitations/revoke';
import { withMembersLocked } from './member-change';
import { keepsAdministrator } from './rules';
import { changeRoleSchema } from './schema';

/**
 * Changes a member's role, from their next request on. Does nothing when they have it already. Throws `forbidden`,
 * `not_found`, and `conflict` when the account would be left without an administrator.
 */
export async function changeRole(actor: Actor, input: { userId: string; role: Role }): Promise<void> {
  await withMembersLocked(actor, 'members:manage', async (tx, accountId) => {
    const parsed = changeRoleSchema.safeParse(input);
    if (!parsed.success) throw notFound('member');
    const { userId, role } = parsed.data;
    const member = await findMember(tx, accountId, userId);
    if (member.role === role) return;
    await requireOtherAdministrator(tx, accountId, member);
    await tx.member.updateMany({ where: { accountId, userId }, data: { role } });
    // Invitations end with the permission to make them.
    await revokeOpen(tx, actor, { accountId, invitedById: userId });
    await recordEvent(tx, actor, {
      action: 'member.role_changed',
      accountId,
      targetKind: 'user',
      targetId: userId,
      detail: { email: member.user.email, before: member.role, after: role },
    });
  });
}

/**
 * Removes a member and ends their sessions in the account. Their other memberships stay. Throws `forbidden`, `not_found`,
 * and `conflict` when the account would be left without an administrator.
 */
export async function removeMember(actor: Actor, userId: string): Promise<void> {
  await withMembersLocked(actor, 'members:manage', (tx, accountId) => endMembership(tx, actor, accountId, userId));
}

/**
 * Ends a member's sessions in the account, from their next request on, and forgets their known browsers: for a device that
 * was lost. Throws `forbidden`, `not_found`. Returns the number of sessions.
 */
export async function endMemberSessions(actor: Actor, userId: string): Promise<number> {
  return withMembersLocked(actor, 'members:manage', async (tx, accountId) => {
    await findMember(tx, accountId, userId);
    const where = { accountId, userId, ...(actor.kind === 'user' && { id: { not: actor.sessionId } }) };
    const devices = await tx.session.findMany({ where, select: { deviceId: true } });
    const { count } = await tx.session.deleteMany({ where });
    await tx.knownDevice.deleteMany({
      where: { userId, id: { in: devices.flatMap(({ deviceId }) => deviceId ?? []) }, sessions: { none: {} } },
    });
    if (count > 0) await recordEnded(tx, actor, userId, count);
    return count;
  });
}

/** Ends the actor's own membership. Throws `conflict` for the only administrator. */
export async function leaveAccount(actor: UserActor): Promise<void> {
  await withMembersLocked(actor, 'members:read', (tx, accountId) => endMembership(tx, actor, accountId, actor.userId));
}

/**
 * Moves the session to another account of the same user, for every later request. Throws `not_found` without a membership
 * there, `signed_out` when the session has ended meanwhile.
 */
export async function switchAccount(actor: UserActor, accountId: string): Promise<void> {
  if (!isId(accountId)) throw notFound('account');
  await db().$transaction(async (tx) => {
    const member = await tx.member.findFirst({ where: { accountId, userId: actor.userId }, select: { role: true } });
    if (!member) throw notFound('account');
    await moveSession(tx, actor, accountId);
  });
}

/** Moves the actor's session to `accountId`. The new account's audit log does not name the old account. */
export async function moveSession(tx: Transaction, actor: UserActor, accountId: string): Promise<void> {
  if (accountId === actor.accountId) return;
  const where = { id: actor.sessionId, userId: actor.userId };
  const { count } = await tx.session.updateMany({ where, data: { accountId } });
  if (count === 0) throw new AppError('signed_out', 'You are signed out. Sign in again.');
  await recordEvent(tx, actor, {
    action: 'user.account_switched',
    accountId,
    targetKind: 'user',
    targetId: actor.userId,
  });
}

type MemberRow = { userId: string; role: Role; user: { username: string; email: string; disabledAt: Date | null } };

async function findMember(tx: Transaction, accountId: string, userId: string): Promise<MemberRow> {
  if (!isId(userId)) throw notFound('member');
  const member = await tx.member.findFirst({
    where: { accountId, userId },
    select: { userId: true, role: true, user: { select: { username: true, email: true, disabledAt: true } } },
  });
  if (!member) throw notFound('member');
  return member;
}

/** Requires the account's lock: without it, two administrators could each rely on the other one staying. */
async function requireOtherAdministrator(tx: Transaction, accountId: string, { userId, role, user }: MemberRow) {
  const others = await tx.member.count({
    where: { accountId, role: 'admin', userId: { not: userId }, user: { disabledAt: null } },
  });
  if (keepsAdministrator({ role, disabled: user.disabledAt !== null }, others)) return;
  throw new AppError(
    'conflict',
    `${user.username} is the only administrator. Make another member an administrator first.`,
  );
}

async function endMembership(tx: Transaction, actor: Actor, accountId: string, userId: string): Promise<void> {
  const member = await findMember(tx, accountId, userId);
  await requireOtherAdministrator(tx, accountId, member);
  await tx.member.deleteMany({ where: { accountId, userId } });
  await tx.session.deleteMany({ where: { accountId, userId } });
  await revokeOpen(tx, actor, { accountId, invitedById: userId });
  await recordEvent(tx, actor, {
    action: 'member.removed',
    accountId,
    targetKind: 'user',
    targetId: userId,
    detail: { email: member.user.email, before: member.role, after: null },
  });
}
