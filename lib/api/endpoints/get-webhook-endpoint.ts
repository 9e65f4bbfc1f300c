import { getEndpoint } from '../../webhooks/endpoints/queries';
import { idParams } from '../endpoint';
import { keyEndpoint } from '../key-endpoint';
import { endpointResponse } from '../responses/webhook';
import { endpointJson } from '../webhook-json';

/** Returns one webhook endpoint, without its secret. */
export const getWebhookEndpoint = keyEndpoint({
  method: 'GET',
  path: '/api/webhook-endpoints/{id}',
  permission: 'webhooks:read',
  params: idParams,
  status: 200,
  response: endpointResponse,
  errors: ['not_found'],
  async handle({ actor, params }) {
    return { body: endpointJson(await getEndpoint(actor, params.id)) };
  },
});
