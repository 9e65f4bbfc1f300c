import type { Actor, Role, UserActor } from '../../access/actor';
import { requireOperator, requirePermission } from '../../access/permissions';
import { db } from '../../database/db';
import { tokenDigest } from '../commands';
import { type InvitationState, invitationState } from './rules';

const MAX_LISTED = 100;

/** An open invitation in the list. */
export type InvitationView = {
  id: string;
  email: string;
  role: Role;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
};

/** Returns the account's open invitations, newest first, at most 100. `more`: whether there are others. */
export async function listInvitations(actor: UserActor): Promise<{ invitations: InvitationView[]; more: boolean }> {
  const accountId = requirePermission(actor, 'members:read');
  const rows = await db().invitation.findMany({
    where: { accountId, acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } },
    orderBy: { id: 'desc' },
    take: MAX_LISTED + 1,
    select: { id: true, email: true, role: true, invitedByName: true, createdAt: true, expiresAt: true },
  });
  const invitations = rows
    .slice(0, MAX_LISTED)
    .map(({ invitedByName, ...invitation }) => ({ ...invitation, invitedBy: invitedByName }));
  return { invitations, more: rows.length > MAX_LISTED };
}

/** An invitation as shown to the holder of its link. */
export type FoundInvitation = {
  state: InvitationState;
  email: string;
  role: Role;
  accountId: string;
  accountName: string;
  invitedBy: string;
  /**
   * Whether a user has this e-mail address already; null where no operator made or confirmed the invitation: an administrator
   * could find out which addresses have users elsewhere.
   */
  userExists: boolean | null;
};

/** Returns the invitation of `token`, open or ended, or null. The token is the authorization. */
export async function findInvitation(token: string): Promise<FoundInvitation | null> {
  const row = await db().invitation.findUnique({
    where: { digest: tokenDigest(token) },
    select: {
      email: true,
      role: true,
      accountId: true,
      invitedByName: true,
      expiresAt: true,
      acceptedAt: true,
      revokedAt: true,
      confirmedAt: true,
      account: { select: { name: true } },
    },
  });
  if (!row) return null;
  const userExists = row.confirmedAt ? (await db().user.count({ where: { email: row.email } })) > 0 : null;
  return {
    state: invitationState(row, new Date()),
    email: row.email,
    role: row.role,
    accountId: row.accountId,
    accountName: row.account.name,
    invitedBy: row.invitedByName,
    userExists,
  };
}

/** An invitation whose address has no user and that no operator has confirmed. */
export type UnconfirmedInvitation = {
  id: string;
  email: string;
  accountName: string;
  role: Role;
  invitedBy: string;
  createdAt: Date;
};

/** Returns the open invitations that wait for an operator's confirmation, oldest first, at most 100. Operators only. */
export async function listUnconfirmedInvitations(actor: Actor): Promise<UnconfirmedInvitation[]> {
  requireOperator(actor);
  return db().$queryRaw<UnconfirmedInvitation[]>`
    SELECT i.id, i.email, a.name AS "accountName", i.role, i.invited_by_name AS "invitedBy", i.created_at AS "createdAt"
    FROM invitation i JOIN account a ON a.id = i.account_id
    WHERE i.confirmed_at IS NULL AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
      AND NOT EXISTS (SELECT 1 FROM app_user u WHERE u.email = i.email)
    ORDER BY i.id LIMIT ${MAX_LISTED}`;
}
