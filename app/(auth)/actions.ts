'use server';

import * as z from 'zod';
import { completeSetup } from '@/lib/accounts/commands';
import { acceptInvitation, joinAccount } from '@/lib/accounts/invitations/commands';
import { acceptInvitationSchema, invitationTokenSchema } from '@/lib/accounts/invitations/schema';
import { completeReset } from '@/lib/accounts/reset-link';
import { setupSchema } from '@/lib/accounts/schema';
import { action, publicAction } from '@/lib/actions/action';
import { resetPasswordSchema } from '@/lib/auth/schema';
import { findUser, forgetSessionCookie } from '@/lib/auth/session';
import { signOut } from '@/lib/auth/sign-in';
import { beginAction, currentClient } from '@/lib/runtime/request-client';

/** Creates the user with the chosen password. The one-time token is the authorization. */
export const acceptInvitationAction = publicAction(acceptInvitationSchema, (input) =>
  acceptInvitation(input, currentClient()?.ip ?? null),
);

/** Adds the signed-in user to the account. */
export const joinAccountAction = action(invitationTokenSchema, (actor, { token }) => joinAccount(actor, token));

/** Signs out a user with another address than the invited one. */
export async function signOutForInvitationAction(): Promise<void> {
  beginAction();
  const user = await findUser();
  if (user) await signOut(user);
  await forgetSessionCookie();
}

/** Sets a new password. The one-time token is the authorization. */
export const completeResetAction = publicAction(resetPasswordSchema, (input) =>
  completeReset(input, currentClient()?.ip ?? null),
);

/** Creates the first administrator. The one-time token is the authorization. */
export const completeSetupAction = publicAction(
  setupSchema.extend({ token: z.string() }),
  async ({ token, ...input }) => {
    await completeSetup(input, token);
  },
);
