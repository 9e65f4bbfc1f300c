'use server';

import { refresh } from 'next/cache';
import { action } from '@/lib/actions/action';
import { setAccountLimits } from '@/lib/limits/commands';
import { accountLimitsSchema } from '@/lib/limits/schema';

export const setAccountLimitsAction = action(accountLimitsSchema, async (actor, input) => {
  await setAccountLimits(actor, input);
  refresh();
});
