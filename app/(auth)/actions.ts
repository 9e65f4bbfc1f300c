'use server';

import * as z from 'zod';
import { completeSetup, isSetupTokenValid } from '@/lib/accounts/commands';
import { acceptInvitation, joinAccount } from '@/lib/accounts/invitations/commands';
import { findInvitation } from '@/lib/accounts/invitations/queries';
import { acceptInvitationSchema, invitationTokenSchema } from '@/lib/accounts/invitations/schema';
import { completeReset, findResetOwner } from '@/lib/accounts/reset-link';
import { setupSchema } from '@/lib/accounts/schema';
import { action, publicAction } from '@/lib/actions/action';
import { resetPasswordSchema } from '@/lib/auth/schema';
import { findAnyUser, findUser, forgetSessionCookie } from '@/lib/auth/session';
import { signOut } from '@/lib/auth/session-actor';
import { beginAction, currentClient } from '@/lib/runtime/request-client';
import { recordSecurityEvent } from '@/lib/security/record-security-event';

/** Returns the invitation and the signed-in user's address. The one-time token is the authorization. */
export const openInvitationAction = publicAction(invitationTokenSchema, async ({ token }) => {
  const [invitation, user] = await Promise.all([findInvitation(token), findUser()]);
  return { invitation: known(invitation), viewer: user?.email ?? null };
});

/** Returns the user whose password the link resets. The one-time token is the authorization. */
export const openResetAction = publicAction(invitationTokenSchema, async ({ token }) =>
  known(await findResetOwner(token)),
);

/** Returns whether the link opens the first set-up. The one-time token is the authorization. */
export const openSetupAction = publicAction(invitationTokenSchema, async ({ token }) => ({
  valid: known((await isSetupTokenValid(token)) || null) !== null,
}));

/** Counts links that are none, which a person who guesses tokens would send. */
function known<T>(found: T | null): T | null {
  if (found === null) recordSecurityEvent('link_refused', currentClient()?.ip ?? null);
  return found;
}

/** Creates the user with the chosen password. The one-time token is the authorization. */
export const acceptInvitationAction = publicAction(acceptInvitationSchema, (input) =>
  acceptInvitation(input, currentClient()?.ip ?? null),
);

/** Adds the signed-in user to the account. */
export const joinAccountAction = action(invitationTokenSchema, (actor, { token }) => joinAccount(actor, token));

/** Signs out a user with another address than the invited one. */
export async function signOutForInvitationAction(): Promise<void> {
  beginAction();
  const user = await findAnyUser();
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
