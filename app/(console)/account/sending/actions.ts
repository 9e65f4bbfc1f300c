'use server';

import { refresh } from 'next/cache';
import * as z from 'zod';
import { action } from '@/lib/actions/action';
import { rotateWebhookSecretSchema } from '@/lib/keys/schema';
import { copyAccountWebhookSecret } from '@/lib/received/numbers/commands';
import { setSendingDefaults } from '@/lib/sending-defaults/commands';
import { rotateAccountWebhookSecret } from '@/lib/sending-defaults/rotate-webhook-secret';
import { sendingDefaultsSchema } from '@/lib/sending-defaults/schema';

export const setSendingDefaultsAction = action(sendingDefaultsSchema, async (actor, input) => {
  await setSendingDefaults(actor, input);
  refresh();
});

export const copyAccountWebhookSecretAction = action(z.object({}), (actor) => copyAccountWebhookSecret(actor));

export const rotateAccountWebhookSecretAction = action(
  rotateWebhookSecretSchema.omit({ id: true }),
  async (actor, input) => {
    const { secret } = await rotateAccountWebhookSecret(actor, input);
    return { secret };
  },
);
