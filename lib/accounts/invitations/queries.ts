import type { Role, UserActor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
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
  /** Whether a user has this e-mail address already. */
  userExists: boolean;
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
      account: { select: { name: true } },
    },
  });
  if (!row) return null;
  const user = await db().user.findUnique({ where: { email: row.email }, select: { id: true } });
  return {
    state: invitationState(row, new Date()),
    email: row.email,
    role: row.role,
    accountId: row.accountId,
    accountName: row.account.name,
    invitedBy: row.invitedByName,
    userExists: user !== null,
  };
}
