'use server';

import { refresh } from 'next/cache';
import * as z from 'zod';
import type { UserActor } from '@/lib/access/actor';
import { action } from '@/lib/actions/action';
import { createEndpoint, removeEndpoint } from '@/lib/webhooks/endpoints/commands';
import { listEndpoints } from '@/lib/webhooks/endpoints/queries';
import { DEFAULT_EVENTS } from '@/lib/webhooks/events';
import {
  clearReceiver,
  closeReceiver,
  openReceiver,
  renewReceiver,
  setReceiverAnswer,
} from '@/lib/webhooks/receiver/commands';
import { findReceiver } from '@/lib/webhooks/receiver/queries';
import { answerStatusSchema } from '@/lib/webhooks/receiver/schema';

const NAME = 'Built-in receiver';
const nothing = z.object({});

/** Opens the receiver, and adds an endpoint that sends the final statuses to it unless there is one. */
export const openReceiverAction = action(nothing, async (actor) => {
  const { url } = await openReceiver(actor);
  const endpoints = await listEndpoints(actor);
  if (!endpoints.some((endpoint) => endpoint.url === url)) {
    const isTaken = endpoints.some(({ name }) => name === NAME);
    await createEndpoint(actor, {
      name: isTaken ? `${NAME} ${endpoints.length}` : NAME,
      url,
      events: [...DEFAULT_EVENTS],
    });
  }
  refresh();
});

export const setAnswerAction = action(answerStatusSchema, async (actor, input) => {
  await setReceiverAnswer(actor, input);
  refresh();
});

export const renewReceiverAction = action(nothing, async (actor) => {
  await renewReceiver(actor);
  refresh();
});

export const clearReceiverAction = action(nothing, async (actor) => {
  await clearReceiver(actor);
  refresh();
});

/** Removes the receiver and the endpoints that send to it. */
export const closeReceiverAction = action(nothing, async (actor) => {
  await removeOwnEndpoints(actor);
  await closeReceiver(actor);
  refresh();
});

async function removeOwnEndpoints(actor: UserActor): Promise<void> {
  const receiver = await findReceiver(actor);
  const own = (await listEndpoints(actor)).filter(({ url }) => url === receiver?.url);
  for (const { id } of own) await removeEndpoint(actor, { id });
}
