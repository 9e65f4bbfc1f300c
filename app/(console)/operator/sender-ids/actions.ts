'use server';

import { refresh } from 'next/cache';
import { action } from '@/lib/actions/action';
import { approveSenderId, rejectSenderId } from '@/lib/senders/commands';
import { approveSenderIdSchema, rejectSenderIdSchema } from '@/lib/senders/schema';

export const approveSenderIdAction = action(approveSenderIdSchema, async (actor, input) => {
  await approveSenderId(actor, input);
  refresh();
});

export const rejectSenderIdAction = action(rejectSenderIdSchema, async (actor, input) => {
  await rejectSenderId(actor, input);
  refresh();
});
