'use server';

import { refresh } from 'next/cache';
import { changePassword } from '@/lib/accounts/password';
import { action } from '@/lib/actions/action';
import { addPasskey, beginPasskey, removePasskey } from '@/lib/auth/passkeys/commands';
import { addPasskeySchema, removePasskeySchema } from '@/lib/auth/passkeys/schema';
import { changePasswordSchema, endSessionSchema, passwordAgainSchema } from '@/lib/auth/schema';
import { sentChallenge, setChallenge } from '@/lib/auth/session';
import { endOtherSessions, endSession, forgetDevice } from '@/lib/auth/sessions';
import { beginTwoFactor, confirmTwoFactor, disableTwoFactor, makeRecoveryCodes } from '@/lib/auth/two-factor/commands';
import { confirmTwoFactorSchema } from '@/lib/auth/two-factor/schema';

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

export const beginPasskeyAction = action(passwordAgainSchema, async (actor, input) => {
  const { options, sealed } = await beginPasskey(actor, input);
  await setChallenge(sealed);
  return options;
});

export const addPasskeyAction = action(addPasskeySchema, async (actor, input) => {
  const codes = await addPasskey(actor, input, await sentChallenge());
  refresh();
  return codes;
});

export const removePasskeyAction = action(removePasskeySchema, async (actor, input) => {
  await removePasskey(actor, input);
  refresh();
});

export const endSessionAction = action(endSessionSchema, async (actor, input) => {
  await endSession(actor, input);
  refresh();
});

export const forgetDeviceAction = action(endSessionSchema, async (actor, input) => {
  await forgetDevice(actor, input);
  refresh();
});

export const endOtherSessionsAction = action(passwordAgainSchema, async (actor, input) => {
  const count = await endOtherSessions(actor, input);
  refresh();
  return count;
});
