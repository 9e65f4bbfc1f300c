'use server';

import { z } from 'zod';
import { completeSetup } from '@/lib/accounts/commands';
import { setupSchema } from '@/lib/accounts/schema';
import { publicAction } from '@/lib/actions/action';

/** Creates the first administrator. The one-time token is the authorization. */
export const completeSetupAction = publicAction(
  setupSchema.extend({ token: z.string() }),
  async ({ token, ...input }) => {
    await completeSetup(input, token);
  },
);
