'use server';

import { refresh } from 'next/cache';
import * as z from 'zod';
import { changePassword } from '@/lib/accounts/password';
import { action } from '@/lib/actions/action';
import { changePasswordSchema, sessionIdSchema } from '@/lib/auth/schema';
import { endOtherSessions, endSession } from '@/lib/auth/sessions';
import { beginTwoFactor, confirmTwoFactor, disableTwoFactor, makeRecoveryCodes } from '@/lib/auth/two-factor/commands';
import { confirmTwoFactorSchema, passwordAgainSchema } from '@/lib/auth/two-factor/schema';

export const changePasswordAction = action(changePasswordSchema, async (actor, input) => {
  await changePassword(actor, input);
  refresh();
});

export const beginTwoFactorAction = action(passwordAgainSchema, beginTwoFactor);

export const confirmTwoFactorAction = action(confirmTwoFactorSchema, async (actor, input) => {
  const codes = await confirmTwoFactor(actor, input);
  refresh();
  return codes;
});

export const makeRecoveryCodesAction = action(passwordAgainSchema, async (actor, input) => {
  const codes = await makeRecoveryCodes(actor, input);
  refresh();
  return codes;
});

export const disableTwoFactorAction = action(passwordAgainSchema, async (actor, input) => {
  await disableTwoFactor(actor, input);
  refresh();
});

export const endSessionAction = action(sessionIdSchema, async (actor, { id }) => {
  await endSession(actor, id);
  refresh();
});

export const endOtherSessionsAction = action(z.object({}), async (actor) => {
  const count = await endOtherSessions(actor);
  refresh();
  return count;
});
