'use server';

import { refresh } from 'next/cache';
import { enableUserSchema, userEmailSchema } from '@/lib/accounts/directory/schema';
import { makeResetLink } from '@/lib/accounts/reset-link';
import { setUserEnabled } from '@/lib/accounts/users';
import { action } from '@/lib/actions/action';
import { disableTwoFactorOf } from '@/lib/auth/two-factor/commands';

export const makeResetLinkAction = action(userEmailSchema, async (actor, { email }) => {
  const { url } = await makeResetLink(actor, email);
  return { url };
});

export const turnOffTwoFactorAction = action(userEmailSchema, async (actor, { email }) => {
  await disableTwoFactorOf(actor, email);
  refresh();
});

export const setUserEnabledAction = action(enableUserSchema, async (actor, { email, enabled }) => {
  await setUserEnabled(actor, email, enabled);
  refresh();
});
