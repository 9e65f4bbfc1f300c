'use server';

import { refresh } from 'next/cache';
import * as z from 'zod';
import { action } from '@/lib/actions/action';
import { cancelMessage } from '@/lib/delivery/cancel';

export const cancelMessageAction = action(z.object({ id: z.uuid() }), async (actor, { id }) => {
  await cancelMessage(actor, id);
  refresh();
});
