'use server';

import { refresh } from 'next/cache';
import { action } from '@/lib/actions/action';
import { copyKey, copyWebhookSecret } from '@/lib/keys/commands/copy-key';
import { createKey } from '@/lib/keys/commands/create-key';
import { deleteKeys, setKeysEnabled } from '@/lib/keys/commands/switch-keys';
import { createKeySchema, keyIdSchema, setKeyEnabledSchema } from '@/lib/keys/schema';

export const createKeyAction = action(createKeySchema, async (actor, input) => {
  const created = await createKey(actor, input);
  refresh();
  return created;
});

export const copyKeyAction = action(keyIdSchema, (actor, { id }) => copyKey(actor, id));

export const copyWebhookSecretAction = action(keyIdSchema, (actor, { id }) => copyWebhookSecret(actor, id));

export const setKeyEnabledAction = action(setKeyEnabledSchema, async (actor, { id, enabled }) => {
  await setKeysEnabled(actor, [id], enabled);
  refresh();
});

export const deleteKeyAction = action(keyIdSchema, async (actor, { id }) => {
  await deleteKeys(actor, [id]);
  refresh();
});
