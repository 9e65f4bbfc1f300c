import { randomBytes } from 'node:crypto';
import { type Actor, actorName, type Role, type UserActor } from '../../access/actor';
import { isOperator, requireOperator } from '../../access/permissions';
import { recordEvent } from '../../audit/record-event';
import { hashPassword } from '../../auth/password';
import { AppError, invalidFields, notFound } from '../../base/errors';
import { isId, newId } from '../../base/ids';
import { db, type Prisma, type Transaction } from '../../database/db';
import { lockAccountForUpdate } from '../account-lock';
import { insertUser, tokenDigest } from '../commands';
import { moveSession } from '../members/commands';
import { withMembersLocked } from '../members/member-change';
import { refuseGuessable } from '../rules';
import { revokeOpen } from './revoke';
import { type InvitationState, invitationEnd, invitationState } from './rules';
import {
  acceptInvitationSchema,
  type InviteAdministratorInput,
  type InviteInput,
  inviteAdministratorSchema,
  inviteSchema,
} from './schema';

const TOKEN_BYTES = 32;

/**
 * Invites an address to the actor's account. Returns the token, of which only the digest is stored. Revokes an open
 * invitation of the same address. Throws `forbidden`, and `invalid_fields` for a member.
 */
export async function inviteMember(actor: Actor, input: InviteInput): Promise<{ token: string }> {
  return withMembersLocked(actor, 'members:manage', (tx, accountId) =>
    insertInvitation(tx, actor, accountId, inviteSchema.parse(input)),
  );
}

/**
 * Invites an administrator to any account, such as the first of a new one, like `inviteMember`. Operators only. Throws
 * `not_found` for an unknown account, `invalid_fields` for a member.
 */
export async function inviteAdministrator(actor: Actor, input: InviteAdministratorInput): Promise<{ token: string }> {
  requireOperator(actor);
  const { accountId, email } = inviteAdministratorSchema.parse(input);
  return db().$transaction(async (tx) => {
    if (!(await lockAccountForUpdate(tx, accountId))) throw notFound('account');
    return insertInvitation(tx, actor, accountId, { email, role: 'admin' });
  });
}

/** Revokes an invitation. Does nothing when it has ended already. Throws `forbidden`, `not_found`. */
export async function revokeInvitation(actor: Actor, id: string): Promise<void> {
  await withMembersLocked(actor, 'members:manage', async (tx, accountId) => {
    if (!isId(id)) throw notFound('invitation');
    const invitation = await tx.invitation.findFirst({ where: { id, accountId }, select: { id: true } });
    if (!invitation) throw notFound('invitation');
    await revokeOpen(tx, actor, { id, accountId });
  });
}

/**
 * Confirms the address of an open invitation, and returns a new link for its owner, who can then become a user; the earlier
 * link, which the account's administrators know, stops working. Operators only, who must verify the owner's identity. Throws
 * `not_found`, `conflict` for an invitation that has ended.
 */
export async function confirmInvitation(actor: Actor, id: string): Promise<{ token: string; email: string }> {
  requireOperator(actor);
  const token = newToken();
  const email = await db().$transaction(async (tx) => {
    const [row] = isId(id)
      ? await tx.$queryRaw<{ digest: Uint8Array<ArrayBuffer> }[]>`
          SELECT digest FROM invitation WHERE id = ${id}::uuid FOR UPDATE`
      : [];
    if (!row) throw notFound('invitation');
    const now = new Date();
    const invitation = await tx.invitation.findUniqueOrThrow({ where: { id } });
    const state = invitationState(invitation, now);
    if (state !== 'open') throw refusalOf(state);
    await tx.invitation.update({
      where: { id },
      data: { digest: tokenDigest(token), confirmedAt: now, expiresAt: invitationEnd(now) },
    });
    // In the installation's log: the account must not learn that the address has no user.
    await recordEvent(tx, actor, {
      action: 'member.invitation_confirmed',
      accountId: null,
      targetKind: 'invitation',
      targetId: id,
      detail: { email: invitation.email },
    });
    return invitation.email;
  });
  return { token, email };
}

const newToken = () => randomBytes(TOKEN_BYTES).toString('base64url');

/** Creates an invitation. The caller holds the account's lock. */
async function insertInvitation(
  tx: Transaction,
  actor: Actor,
  accountId: string,
  { email, role }: { email: string; role: Role },
): Promise<{ token: string }> {
  // Before the membership check: this waits for a concurrent acceptance of the old link.
  await revokeOpen(tx, actor, { accountId, email });
  const member = await tx.member.findFirst({ where: { accountId, user: { email } }, select: { userId: true } });
  if (member) throw invalidFields({ email: 'This user is a member of the account already.' });
  const id = newId();
  const token = newToken();
  const now = new Date();
  const expiresAt = invitationEnd(now);
  await tx.invitation.create({
    data: {
      id,
      accountId,
      email,
      role,
      digest: tokenDigest(token),
      invitedById: actor.kind === 'user' ? actor.userId : null,
      invitedByName: actorName(actor),
      expiresAt,
      createdAt: now,
      confirmedAt: isOperator(actor) ? now : null,
    },
  });
  await recordEvent(tx, actor, {
    action: 'member.invited',
    accountId,
    targetKind: 'invitation',
    targetId: id,
    detail: { email, role, expiresAt: expiresAt.toISOString() },
  });
  return { token };
}

/**
 * Creates a user and member for the invitation's address, once. `ip` is for the audit log. Throws `conflict` for a link
 * that has ended or an address that a user has by now, `not_found` for an unknown link, `forbidden` for one that no operator
 * made or confirmed, whether or not a user has the address: its holder may be anyone, such as who made it. `invalid_fields`.
 */
export async function acceptInvitation(
  input: { token: string; password: string },
  ip: string | null,
): Promise<{ email: string }> {
  const { token, password } = acceptInvitationSchema.parse(input);
  // Hashing is expensive: the link is checked first.
  const open = await db().$transaction((tx) => requireOpen(tx, token));
  requireConfirmed(open);
  await refuseGuessable(password, open);
  const passwordHash = await hashPassword(password);
  return db().$transaction(async (tx) => {
    const invitation = await useInvitation(tx, token);
    requireConfirmed(invitation);
    const { accountId, email, role } = invitation;
    if (await tx.user.findUnique({ where: { email }, select: { id: true } })) {
      throw new AppError('conflict', 'A user with this e-mail address exists already. Sign in, then open the link.');
    }
    const inviter: Actor = { kind: 'system', name: 'invitation', accountId };
    const userId = await insertUser(tx, inviter, {
      email,
      passwordHash,
      operator: false,
      accountId,
      role,
      // The operator vouches for the recipient of the link.
      proven: true,
      // An administrator must not learn from the account's log whether the user existed already.
      isHidden: !isMadeByOperator(invitation),
    });
    const { username } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { username: true } });
    await recordJoined(tx, newUserActor(invitation, userId, username, ip), invitation);
    return { email };
  });
}

/**
 * Makes the signed-in user a member of the account that invited them, once, and moves their session there. Throws
 * `forbidden` for an invitation of another address, `conflict` for a link that has ended or a member, `not_found`.
 */
export async function joinAccount(actor: UserActor, token: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const invitation = await useInvitation(tx, token);
    const { accountId, email, role } = invitation;
    if (email !== actor.email) {
      throw new AppError(
        'forbidden',
        `This invitation is for ${email}, and you are signed in as ${actor.email}. Sign in with that address.`,
      );
    }
    const data = { accountId, userId: actor.userId, role };
    const { count } = await tx.member.createMany({ data, skipDuplicates: true });
    if (count === 0) throw new AppError('conflict', 'You are a member of this account already.');
    await recordJoined(tx, actor, invitation);
    await moveSession(tx, actor, accountId);
  });
}

/** Returns the error for a link that is not open. Revoked looks like unknown: the reason is the account's own. */
function refusalOf(state: Exclude<InvitationState, 'open'>): AppError {
  switch (state) {
    case 'used':
      return new AppError('conflict', 'This invitation was used already.');
    case 'expired':
      return new AppError('conflict', 'This invitation has expired. Ask for a new one.');
    case 'revoked':
      return notFound('invitation');
  }
}

function requireConfirmed({ confirmedAt }: { confirmedAt: Date | null }): void {
  if (confirmedAt) return;
  throw new AppError(
    'forbidden',
    'An operator of this installation must confirm this address first. Ask the person who invited you.',
  );
}

function isMadeByOperator({ createdAt, confirmedAt }: Invitation): boolean {
  return confirmedAt?.getTime() === createdAt.getTime();
}

type Invitation = Prisma.InvitationGetPayload<{ include: { account: true } }>;

/** Returns the open invitation and locks its row, so that of two concurrent acceptances the second finds it used. */
async function requireOpen(tx: Transaction, token: string): Promise<Invitation> {
  const digest = tokenDigest(token);
  await tx.$queryRaw`SELECT id FROM invitation WHERE digest = ${digest} FOR UPDATE`;
  const invitation = await tx.invitation.findUnique({ where: { digest }, include: { account: true } });
  if (!invitation) throw notFound('invitation');
  const state = invitationState(invitation, new Date());
  if (state !== 'open') throw refusalOf(state);
  return invitation;
}

async function useInvitation(tx: Transaction, token: string): Promise<Invitation> {
  const invitation = await requireOpen(tx, token);
  await tx.invitation.updateMany({
    where: { id: invitation.id, accountId: invitation.accountId },
    data: { acceptedAt: new Date() },
  });
  return invitation;
}

async function recordJoined(tx: Transaction, member: UserActor, invitation: Invitation): Promise<void> {
  await recordEvent(tx, member, {
    action: 'member.joined',
    accountId: invitation.accountId,
    targetKind: 'user',
    targetId: member.userId,
    detail: {
      email: invitation.email,
      before: null,
      after: invitation.role,
      invitation: invitation.id,
      invitedBy: invitation.invitedByName,
    },
  });
}

/** Returns the invited user as an actor, before their first session. */
function newUserActor(invitation: Invitation, userId: string, username: string, ip: string | null): UserActor {
  const { accountId, account, email, role } = invitation;
  return {
    kind: 'user',
    userId,
    username,
    email,
    accountId,
    accountName: account.name,
    accountVerified: account.verifiedAt !== null,
    role,
    operator: false,
    sessionId: newId(),
    ip,
  };
}
