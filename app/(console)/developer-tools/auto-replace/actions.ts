'use server';

import { refresh } from 'next/cache';
import * as z from 'zod';
import { action } from '@/lib/actions/action';
import {
  addReplacement,
  changeReplacement,
  deleteReplacement,
  importReplacements,
  restoreDefaults,
} from '@/lib/replacements/commands';
import { getReplacementTable } from '@/lib/replacements/queries';
import {
  changeReplacementSchema,
  importSchema,
  replacementIdSchema,
  replacementSchema,
} from '@/lib/replacements/schema';

export const readTableAction = action(z.object({}), (actor) => getReplacementTable(actor));

export const addAction = action(replacementSchema, async (actor, pair) => {
  await addReplacement(actor, pair);
  refresh();
});

export const changeAction = action(changeReplacementSchema, async (actor, entry) => {
  await changeReplacement(actor, entry);
  refresh();
});

export const deleteAction = action(replacementIdSchema, async (actor, { id }) => {
  await deleteReplacement(actor, id);
  refresh();
});

export const restoreDefaultsAction = action(z.object({}), async (actor) => {
  await restoreDefaults(actor);
  refresh();
});

export const importAction = action(importSchema, async (actor, input) => {
  const imported = await importReplacements(actor, input);
  refresh();
  return imported;
});
