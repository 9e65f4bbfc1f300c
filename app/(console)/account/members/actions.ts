'use server';

import { refresh } from 'next/cache';
import * as z from 'zod';
import { inviteMember, revokeInvitation } from '@/lib/accounts/invitations/commands';
import { invitationLink } from '@/lib/accounts/invitations/link';
import { invitationIdSchema, inviteSchema } from '@/lib/accounts/invitations/schema';
import { changeRole, endMemberSessions, leaveAccount, removeMember } from '@/lib/accounts/members/commands';
import { changeRoleSchema, twoFactorRequiredSchema, userIdSchema } from '@/lib/accounts/members/schema';
import { setTwoFactorRequired } from '@/lib/accounts/members/two-factor';
import { action } from '@/lib/actions/action';
import { forgetSessionCookie } from '@/lib/auth/session';

export const inviteMemberAction = action(inviteSchema, async (actor, input) => {
  const { token } = await inviteMember(actor, input);
  refresh();
  return invitationLink(token, input.email);
});

export const revokeInvitationAction = action(invitationIdSchema, async (actor, { id }) => {
  await revokeInvitation(actor, id);
  refresh();
});

export const changeRoleAction = action(changeRoleSchema, async (actor, input) => {
  await changeRole(actor, input);
  refresh();
});

export const endMemberSessionsAction = action(userIdSchema, async (actor, { userId }) => {
  const count = await endMemberSessions(actor, userId);
  refresh();
  return count;
});

export const setTwoFactorRequiredAction = action(twoFactorRequiredSchema, async (actor, { required }) => {
  await setTwoFactorRequired(actor, required);
  refresh();
});

export const removeMemberAction = action(userIdSchema, async (actor, { userId }) => {
  await removeMember(actor, userId);
  refresh();
});

export const leaveAccountAction = action(z.object({}), async (actor) => {
  await leaveAccount(actor);
  await forgetSessionCookie();
});
