'use server';

import { refresh } from 'next/cache';
import { action } from '@/lib/actions/action';
import { assignNumber, removeNumber } from '@/lib/received/numbers/commands';
import { assignNumberSchema, numberIdSchema } from '@/lib/received/schema';

export const assignNumberAction = action(assignNumberSchema, async (actor, input) => {
  const assigned = await assignNumber(actor, input);
  refresh();
  return assigned;
});

export const removeNumberAction = action(numberIdSchema, async (actor, { id }) => {
  await removeNumber(actor, id);
  refresh();
});
