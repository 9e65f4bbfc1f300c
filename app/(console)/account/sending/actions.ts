'use server';

import { refresh } from 'next/cache';
import { action } from '@/lib/actions/action';
import { setSendingDefaults } from '@/lib/sending-defaults/commands';
import { sendingDefaultsSchema } from '@/lib/sending-defaults/schema';

export const setSendingDefaultsAction = action(sendingDefaultsSchema, async (actor, input) => {
  await setSendingDefaults(actor, input);
  refresh();
});
