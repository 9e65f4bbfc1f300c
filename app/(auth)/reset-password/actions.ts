'use server';

import { completeReset } from '@/lib/accounts/reset-link';
import { resetPasswordSchema } from '@/lib/accounts/schema';
import { publicAction } from '@/lib/actions/action';
import { currentClient } from '@/lib/http/client';

/** Sets a new password. The one-time token is the authorization. */
export const completeResetAction = publicAction(resetPasswordSchema, (input) =>
  completeReset(input, currentClient()?.ip ?? null),
);
