'use server';

import * as z from 'zod';
import { publicAction } from '@/lib/actions/action';
import { beginPasskeyUse } from '@/lib/auth/passkeys/commands';
import { usePasskeySchema } from '@/lib/auth/passkeys/schema';
import { signInWithPasskey } from '@/lib/auth/passkeys/sign-in';
import { setChallenge, setSessionCookies, signInClient } from '@/lib/auth/session';

/** Returns the options for using a passkey. Its challenge is bound to this browser by a cookie. */
export const beginPasskeyUseAction = publicAction(z.object({}), async () => {
  const { options, sealed } = await beginPasskeyUse();
  await setChallenge(sealed);
  return options;
});

/** Signs in with a passkey alone, which is the authorization. */
export const signInWithPasskeyAction = publicAction(usePasskeySchema, async ({ credential }) => {
  await setSessionCookies(await signInWithPasskey(credential, await signInClient()));
});
