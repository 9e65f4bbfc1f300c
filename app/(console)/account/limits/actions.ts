'use server';

import { refresh } from 'next/cache';
import { setAccountLimits } from '@/lib/account-limits/commands';
import { action } from '@/lib/actions/action';
import { accountLimitsSchema } from '@/lib/limits/schema';

export const setAccountLimitsAction = action(accountLimitsSchema, async (actor, input) => {
  await setAccountLimits(actor, input);
  refresh();
});
