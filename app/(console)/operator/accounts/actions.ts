'use server';

import { refresh } from 'next/cache';
import { createAccount } from '@/lib/accounts/commands';
import { accountIdSchema, newAccountSchema } from '@/lib/accounts/directory/schema';
import { inviteAdministrator } from '@/lib/accounts/invitations/commands';
import { invitationLink } from '@/lib/accounts/invitations/link';
import { inviteAdministratorSchema } from '@/lib/accounts/invitations/schema';
import { verifyAccount } from '@/lib/accounts/verification/commands';
import { action } from '@/lib/actions/action';

export const createAccountAction = action(newAccountSchema, async (actor, input) => {
  const created = await createAccount(actor, input);
  refresh();
  return created;
});

export const inviteAdministratorAction = action(inviteAdministratorSchema, async (actor, input) => {
  const { token } = await inviteAdministrator(actor, input);
  return invitationLink(token, input.email);
});

export const verifyAccountAction = action(accountIdSchema, async (actor, { id }) => {
  await verifyAccount(actor, id);
  refresh();
});
