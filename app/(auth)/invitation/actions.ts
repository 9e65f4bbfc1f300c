'use server';

import { acceptInvitation, joinAccount } from '@/lib/accounts/invitations/commands';
import { acceptInvitationSchema, invitationTokenSchema } from '@/lib/accounts/invitations/schema';
import { action, publicAction } from '@/lib/actions/action';
import { findUser, forgetSessionCookie } from '@/lib/auth/session';
import { signOut } from '@/lib/auth/sign-in';
import { currentClient } from '@/lib/http/client';

/** Somebody new chooses a password. The one-time token is what proves the right to do it. */
export const acceptInvitationAction = publicAction(acceptInvitationSchema, (input) =>
  acceptInvitation(input, currentClient()?.ip ?? null),
);

/** Somebody known joins another account. */
export const joinAccountAction = action(invitationTokenSchema, (actor, { token }) => joinAccount(actor, token));

/** Makes room for the invited person in the browser of somebody else. */
export async function leaveToInvitedAction(): Promise<void> {
  const user = await findUser();
  if (user) await signOut(user);
  await forgetSessionCookie();
}
