'use server';

import { refresh } from 'next/cache';
import { createAccount } from '@/lib/accounts/commands';
import { accountIdSchema, newAccountSchema } from '@/lib/accounts/directory/schema';
import { inviteAdministrator } from '@/lib/accounts/invitations/commands';
import { invitationLink } from '@/lib/accounts/invitations/link';
import { inviteAdministratorSchema } from '@/lib/accounts/invitations/schema';
import { approveRequest, rejectRequest, verifyAccount } from '@/lib/accounts/verification/commands';
import { rejectionSchema, requestIdSchema } from '@/lib/accounts/verification/schema';
import { action } from '@/lib/actions/action';
import { approveSenderId, rejectSenderId } from '@/lib/senders/commands';
import { approveSenderIdSchema, rejectSenderIdSchema } from '@/lib/senders/schema';

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

export const approveRequestAction = action(requestIdSchema, async (actor, { id }) => {
  await approveRequest(actor, id);
  refresh();
});

export const rejectRequestAction = action(rejectionSchema, async (actor, input) => {
  await rejectRequest(actor, input);
  refresh();
});

export const approveSenderIdAction = action(approveSenderIdSchema, async (actor, input) => {
  await approveSenderId(actor, input);
  refresh();
});

export const rejectSenderIdAction = action(rejectSenderIdSchema, async (actor, input) => {
  await rejectSenderId(actor, input);
  refresh();
});
