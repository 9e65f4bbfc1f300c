'use server';

import { refresh } from 'next/cache';
import { requestVerification } from '@/lib/accounts/verification/commands';
import { verificationSchema } from '@/lib/accounts/verification/schema';
import { action } from '@/lib/actions/action';

export const requestVerificationAction = action(verificationSchema, async (actor, input) => {
  await requestVerification(actor, input);
  refresh();
});
