'use server';

import { refresh } from 'next/cache';
import { action } from '@/lib/actions/action';
import {
  addToIpList,
  renameKey,
  resetLock,
  setExpiry,
  setIpRestriction,
  setKeyLimits,
  setKeyOptions,
  setScopes,
  setSendSettings,
} from '@/lib/keys/commands/configure-key';
import { endRotation, moveRotationEnd, rotateKey } from '@/lib/keys/commands/rotate-key';
import { rotateWebhookSecret } from '@/lib/keys/commands/rotate-webhook-secret';
import { deleteKeys } from '@/lib/keys/commands/switch-keys';
import { testIp } from '@/lib/keys/queries/key-detail';
import {
  ipRestrictionSchema,
  ipTestSchema,
  keyIdSchema,
  keyOptionsSchema,
  moveRotationEndSchema,
  renameKeySchema,
  rotateKeySchema,
  rotateWebhookSecretSchema,
  sendSettingsSchema,
  setExpirySchema,
  setScopesSchema,
} from '@/lib/keys/schema';
import { setKeyLimitsSchema } from '@/lib/limits/schema';

export const testIpAction = action(ipTestSchema, (actor, { id, ip }) => testIp(actor, id, ip));

/** Does not refresh the page: it would render the not-found page before the browser navigates away. */
export const deleteAction = action(keyIdSchema, (actor, { id }) => deleteKeys(actor, [id]));

export const renameAction = action(renameKeySchema, async (actor, input) => {
  await renameKey(actor, input);
  refresh();
});

export const setIpRestrictionAction = action(ipRestrictionSchema, async (actor, input) => {
  await setIpRestriction(actor, input);
  refresh();
});

export const addAddressAction = action(ipTestSchema, async (actor, { id, ip }) => {
  await addToIpList(actor, id, ip);
  refresh();
});

export const resetLockAction = action(keyIdSchema, async (actor, { id }) => {
  await resetLock(actor, id);
  refresh();
});

export const setSendingAction = action(sendSettingsSchema, async (actor, input) => {
  await setSendSettings(actor, input);
  refresh();
});

export const setScopesAction = action(setScopesSchema, async (actor, input) => {
  await setScopes(actor, input);
  refresh();
});

export const setLimitsAction = action(setKeyLimitsSchema, async (actor, input) => {
  await setKeyLimits(actor, input);
  refresh();
});

export const setExpiryAction = action(setExpirySchema, async (actor, input) => {
  await setExpiry(actor, input);
  refresh();
});

export const setOptionsAction = action(keyOptionsSchema, async (actor, input) => {
  await setKeyOptions(actor, input);
  refresh();
});

export const rotateAction = action(rotateKeySchema, async (actor, input) => {
  const revealed = await rotateKey(actor, input);
  refresh();
  return revealed;
});

export const endRotationAction = action(keyIdSchema, async (actor, { id }) => {
  await endRotation(actor, id);
  refresh();
});

export const moveRotationEndAction = action(moveRotationEndSchema, async (actor, input) => {
  await moveRotationEnd(actor, input);
  refresh();
});

export const rotateWebhookSecretAction = action(rotateWebhookSecretSchema, async (actor, input) => {
  const { secret } = await rotateWebhookSecret(actor, input);
  refresh();
  return { secret };
});
