'use server';

import { redirect } from 'next/navigation';
import { switchAccount } from '@/lib/accounts/members/commands';
import { switchAccountSchema } from '@/lib/accounts/members/schema';
import { action } from '@/lib/actions/action';
import { findAnyUser, forgetSessionCookie } from '@/lib/auth/session';
import { signOut } from '@/lib/auth/session-actor';
import { routes } from '@/lib/base/routes';
import { beginAction } from '@/lib/runtime/request-client';

/** Ends the session on the server, then deletes its cookie. */
export async function signOutAction(): Promise<void> {
  beginAction();
  const user = await findAnyUser();
  if (user) await signOut(user);
  await forgetSessionCookie();
  redirect(routes.signIn());
}

/** Switches the session to another account of the user. */
export const switchAccountAction = action(switchAccountSchema, (actor, { accountId }) =>
  switchAccount(actor, accountId),
);
