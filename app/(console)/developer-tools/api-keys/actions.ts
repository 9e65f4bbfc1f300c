'use server';

import { refresh } from 'next/cache';
import { cookies } from 'next/headers';
import { z } from 'zod';
import { COLUMN_IDS, writeHidden } from '@/components/keys/columns';
import { action } from '@/lib/actions/action';
import { isSecure } from '@/lib/auth/sign-in-options';
import { copyKey, copyWebhookSecret } from '@/lib/keys/commands/copy-key';
import { createKey } from '@/lib/keys/commands/create-key';
import { deleteKeys, setKeysEnabled } from '@/lib/keys/commands/switch-keys';
import { bulkEnabledSchema, bulkSchema, createKeySchema, keyIdSchema, setKeyEnabledSchema } from '@/lib/keys/schema';
import { COLUMNS_COOKIE } from './columns-cookie';

const COLUMNS_COOKIE_S = 365 * 86_400;

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

export const setKeysEnabledAction = action(bulkEnabledSchema, async (actor, { ids, enabled }) => {
  await setKeysEnabled(actor, ids, enabled);
  refresh();
});

export const deleteKeysAction = action(bulkSchema, async (actor, { ids }) => {
  await deleteKeys(actor, ids);
  refresh();
});

/** Remembers in this browser which columns its person does without. */
export const chooseColumnsAction = action(
  z.object({ hidden: z.array(z.enum(COLUMN_IDS)) }),
  async (_actor, { hidden }) => {
    (await cookies()).set(COLUMNS_COOKIE, writeHidden(hidden), {
      httpOnly: true,
      sameSite: 'lax',
      secure: isSecure(),
      path: '/developer-tools',
      maxAge: COLUMNS_COOKIE_S,
    });
    refresh();
  },
);
