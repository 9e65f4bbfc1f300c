'use server';

import * as z from 'zod';
import { incompleteAction } from '@/lib/actions/action';
import { addPasskey, beginRequiredPasskey } from '@/lib/auth/passkeys/commands';
import { addPasskeySchema } from '@/lib/auth/passkeys/schema';
import { secondFactorSchema } from '@/lib/auth/schema';
import { sentChallenge, setChallenge } from '@/lib/auth/session';
import { beginRequiredTwoFactor, confirmTwoFactor } from '@/lib/auth/two-factor/commands';
import { completeSecondFactor } from '@/lib/auth/two-factor/complete';
import { confirmTwoFactorSchema } from '@/lib/auth/two-factor/schema';

export const completeSecondFactorAction = incompleteAction('verify', secondFactorSchema, async (actor, input) => {
  await completeSecondFactor(actor, { ...input, challenge: await sentChallenge() });
});

export const beginRequiredTwoFactorAction = incompleteAction('set-up', z.object({}), (actor) =>
  beginRequiredTwoFactor(actor),
);

export const confirmRequiredTwoFactorAction = incompleteAction('set-up', confirmTwoFactorSchema, confirmTwoFactor);

export const beginRequiredPasskeyAction = incompleteAction('set-up', z.object({}), async (actor) => {
  const { options, sealed } = await beginRequiredPasskey(actor);
  await setChallenge(sealed);
  return options;
});

export const addRequiredPasskeyAction = incompleteAction('set-up', addPasskeySchema, async (actor, input) =>
  addPasskey(actor, input, await sentChallenge()),
);
