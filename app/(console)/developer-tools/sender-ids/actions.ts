'use server';

import { refresh } from 'next/cache';
import { action } from '@/lib/actions/action';
import { removeSenderId, requestSenderId } from '@/lib/senders/commands';
import { requestSenderIdSchema, senderIdSchema } from '@/lib/senders/schema';

export const requestSenderIdAction = action(requestSenderIdSchema, async (actor, input) => {
  const requested = await requestSenderId(actor, input);
  refresh();
  return requested;
});

export const removeSenderIdAction = action(senderIdSchema, async (actor, { id }) => {
  await removeSenderId(actor, id);
  refresh();
});
