'use server';

import { refresh } from 'next/cache';
import { enableUserSchema, userEmailSchema } from '@/lib/accounts/directory/schema';
import { confirmInvitation } from '@/lib/accounts/invitations/commands';
import { invitationLink } from '@/lib/accounts/invitations/link';
import { invitationIdSchema } from '@/lib/accounts/invitations/schema';
import { makeResetLink } from '@/lib/accounts/reset-link';
import { setUserEnabled } from '@/lib/accounts/users';
import { action } from '@/lib/actions/action';
import { disableTwoFactorOf } from '@/lib/auth/two-factor/commands';

export const makeResetLinkAction = action(userEmailSchema, async (actor, { email }) => {
  const { url } = await makeResetLink(actor, email);
  return { url };
});

export const confirmInvitationAction = action(invitationIdSchema, async (actor, { id }) => {
  const { token, email } = await confirmInvitation(actor, id);
  refresh();
  return invitationLink(token, email);
});

export const turnOffTwoFactorAction = action(userEmailSchema, async (actor, { email }) => {
  await disableTwoFactorOf(actor, email);
  refresh();
});

export const setUserEnabledAction = action(enableUserSchema, async (actor, { email, enabled }) => {
  await setUserEnabled(actor, email, enabled);
  refresh();
});
