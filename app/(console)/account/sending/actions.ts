'use server';

import { refresh } from 'next/cache';
import * as z from 'zod';
import { action } from '@/lib/actions/action';
import { copyAccountWebhookSecret } from '@/lib/received/numbers/commands';
import { setSendingDefaults } from '@/lib/sending-defaults/commands';
import { sendingDefaultsSchema } from '@/lib/sending-defaults/schema';

export const setSendingDefaultsAction = action(sendingDefaultsSchema, async (actor, input) => {
  await setSendingDefaults(actor, input);
  refresh();
});

export const copyAccountWebhookSecretAction = action(z.object({}), (actor) => copyAccountWebhookSecret(actor));
