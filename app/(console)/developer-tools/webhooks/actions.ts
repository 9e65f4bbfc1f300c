'use server';

import { refresh } from 'next/cache';
import * as z from 'zod';
import { action } from '@/lib/actions/action';
import { listKeys } from '@/lib/keys/queries/list-keys';
import {
  createEndpoint,
  enableEndpoint,
  enableUrl,
  removeEndpoint,
  revealEndpointSecret,
  rotateEndpointSecret,
  sendTestEvent,
  updateEndpoint,
} from '@/lib/webhooks/endpoints/commands';
import {
  createEndpointSchema,
  enableEndpointSchema,
  enableUrlSchema,
  endpointIdSchema,
  rotateEndpointSecretSchema,
  testEventSchema,
  updateEndpointSchema,
} from '@/lib/webhooks/endpoints/schema';
import type { EndpointView } from '@/lib/webhooks/endpoints/view';
import type { RevealedEndpoint } from './_shared/revealed-endpoint';

const MAX_CHOICES = 8;

export const createEndpointAction = action(createEndpointSchema, async (actor, input): Promise<RevealedEndpoint> => {
  const { endpoint, secret } = await createEndpoint(actor, input);
  return revealed(endpoint, secret);
});

export const updateEndpointAction = action(updateEndpointSchema, async (actor, input) => {
  await updateEndpoint(actor, input);
  refresh();
});

export const enableEndpointAction = action(enableEndpointSchema, async (actor, input) => {
  await enableEndpoint(actor, input);
  refresh();
});

export const enableUrlAction = action(enableUrlSchema, async (actor, input) => {
  await enableUrl(actor, input);
  refresh();
});

/** Does not refresh the page, which may be that of the endpoint. */
export const removeEndpointAction = action(endpointIdSchema, (actor, input) => removeEndpoint(actor, input));

export const rotateEndpointAction = action(rotateEndpointSecretSchema, async (actor, input) => {
  const { endpoint, secret } = await rotateEndpointSecret(actor, input);
  refresh();
  return revealed(endpoint, secret);
});

export const revealEndpointAction = action(endpointIdSchema, async (actor, input) => {
  const { secret } = await revealEndpointSecret(actor, input);
  return secret;
});

export const testEventAction = action(testEventSchema, (actor, input) => sendTestEvent(actor, input));

/** Finds keys by name, to limit an endpoint to some of many. */
export const findKeysAction = action(z.object({ search: z.string().max(100) }), async (actor, { search }) => {
  const { keys } = await listKeys(actor, { search });
  return keys.slice(0, MAX_CHOICES).map(({ id, name, masked }) => ({ id, name, masked }));
});

function revealed({ id, name, publicKey }: EndpointView, secret: string): RevealedEndpoint {
  return { id, name, publicKey, secret };
}
