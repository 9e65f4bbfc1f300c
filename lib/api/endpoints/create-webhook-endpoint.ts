import { createEndpointBody } from '../../webhooks/endpoints/api-schema';
import { createEndpoint } from '../../webhooks/endpoints/commands';
import { inApiNames } from '../api-names';
import { keyEndpoint } from '../key-endpoint';
import { REPLAY_ERRORS } from '../responses/problem';
import { endpointWithSecretResponse } from '../responses/webhook';
import { endpointWithSecretJson } from '../webhook-json';

/** Adds a webhook endpoint and returns its secret, once. */
export const createWebhookEndpoint = keyEndpoint({
  method: 'POST',
  path: '/api/webhook-endpoints',
  permission: 'webhooks:manage',
  body: createEndpointBody,
  status: 201,
  response: endpointWithSecretResponse,
  errors: [...REPLAY_ERRORS, 'forbidden'],
  async handle({ actor, body: { key_ids: keyIds, ...body } }) {
    const created = await inApiNames(() => createEndpoint(actor, { ...body, keyIds }));
    return {
      body: endpointWithSecretJson(created),
      headers: { location: `/api/webhook-endpoints/${created.endpoint.id}` },
    };
  },
});
