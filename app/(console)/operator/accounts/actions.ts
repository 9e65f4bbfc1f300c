'use server';

import { refresh } from 'next/cache';
import { createAccount } from '@/lib/accounts/commands';
import { accountIdSchema, newAccountSchema } from '@/lib/accounts/directory/schema';
import { inviteAdministrator } from '@/lib/accounts/invitations/commands';
import { invitationLink } from '@/lib/accounts/invitations/link';
import { inviteAdministratorSchema } from '@/lib/accounts/invitations/schema';
import { verifyAccount } from '@/lib/accounts/verification/commands';
import { action } from '@/lib/actions/action';
import { changeBalance, setCreditEnabled } from '@/lib/credit/commands';
import { formatMoney, formatPrice } from '@/lib/credit/money';
import { changeBalanceSchema, setCreditSchema } from '@/lib/credit/schema';
import { env } from '@/lib/runtime/env';

export const createAccountAction = action(newAccountSchema, async (actor, input) => {
  const created = await createAccount(actor, input);
  refresh();
  return created;
});

export const inviteAdministratorAction = action(inviteAdministratorSchema, async (actor, input) => {
  const { token } = await inviteAdministrator(actor, input);
  return invitationLink(token, input.email);
});

export const setCreditAction = action(setCreditSchema, async (actor, { accountId, enabled }) => {
  await setCreditEnabled(actor, accountId, enabled);
  refresh();
});

export const changeBalanceAction = action(changeBalanceSchema, async (actor, { amount, ...input }) => {
  const balance = await changeBalance(actor, { ...input, amount: formatMoney(amount) });
  refresh();
  return formatPrice(balance, env().CREDIT_CURRENCY);
});

export const verifyAccountAction = action(accountIdSchema, async (actor, { id }) => {
  await verifyAccount(actor, id);
  refresh();
});
