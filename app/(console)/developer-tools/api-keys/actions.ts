'use server';

import { refresh } from 'next/cache';
import { action } from '@/lib/actions/action';
import { copyKey, copyWebhookSecret } from '@/lib/keys/commands/copy-key';
import { setKeysEnabled } from '@/lib/keys/commands/switch-keys';
import { keyIdSchema, setKeyEnabledSchema } from '@/lib/keys/schema';

export const copyKeyAction = action(keyIdSchema, (actor, { id }) => copyKey(actor, id));

export const copyWebhookSecretAction = action(keyIdSchema, (actor, { id }) => copyWebhookSecret(actor, id));

export const setKeyEnabledAction = action(setKeyEnabledSchema, async (actor, { id, enabled }) => {
  await setKeysEnabled(actor, [id], enabled);
  refresh();
});
