'use server';

import { refresh } from 'next/cache';
import { cookies } from 'next/headers';
import * as z from 'zod';
import { action } from '@/lib/actions/action';
import { isSecure } from '@/lib/auth/sign-in-options';
import { createKey } from '@/lib/keys/commands/create-key';
import { deleteKeys, setKeysEnabled } from '@/lib/keys/commands/switch-keys';
import { bulkEnabledSchema, bulkSchema, createKeySchema, keyIdSchema } from '@/lib/keys/schema';
import { COLUMN_IDS, COLUMNS_COOKIE, formatHiddenColumns } from './columns';

const COLUMNS_COOKIE_S = 365 * 86_400;

export const createKeyAction = action(createKeySchema, async (actor, input) => {
  const created = await createKey(actor, input);
  refresh();
  return created;
});

export const deleteKeyAction = action(keyIdSchema, async (actor, { id }) => {
  await deleteKeys(actor, [id]);
  refresh();
});

export const setKeysEnabledAction = action(bulkEnabledSchema, async (actor, { ids, enabled }) => {
  const changed = await setKeysEnabled(actor, ids, enabled);
  refresh();
  return { changed };
});

export const deleteKeysAction = action(bulkSchema, async (actor, { ids }) => {
  await deleteKeys(actor, ids);
  refresh();
});

/** Stores in this browser which columns of the table are hidden. */
export const chooseColumnsAction = action(
  z.object({ hidden: z.array(z.enum(COLUMN_IDS)) }),
  async (_actor, { hidden }) => {
    (await cookies()).set(COLUMNS_COOKIE, formatHiddenColumns(hidden), {
      httpOnly: true,
      sameSite: 'lax',
      secure: isSecure(),
      path: '/developer-tools',
      maxAge: COLUMNS_COOKIE_S,
    });
    refresh();
  },
);
