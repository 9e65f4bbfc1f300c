'use server';

import { z } from 'zod';
import { completeSetup } from '@/lib/accounts/commands';
import { setupSchema } from '@/lib/accounts/schema';
import { publicAction } from '@/lib/actions/action';

/** The first administrator. The one-time token is what proves the right to do it. */
export const completeSetupAction = publicAction(
  setupSchema.extend({ token: z.string() }),
  async ({ token, ...input }) => {
    await completeSetup(input, token);
  },
);
