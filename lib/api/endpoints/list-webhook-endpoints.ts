import { listEndpoints } from '../../webhooks/endpoints/queries';
import { keyEndpoint } from '../key-endpoint';
import { endpointListResponse } from '../responses/webhook';
import { endpointJson } from '../webhook-json';

/** Lists the account's webhook endpoints by name: at most 20. */
export const listWebhookEndpoints = keyEndpoint({
  method: 'GET',
  path: '/api/webhook-endpoints',
  permission: 'webhooks:read',
  status: 200,
  response: endpointListResponse,
  errors: [],
  async handle({ actor }) {
    return { body: { endpoints: (await listEndpoints(actor)).map(endpointJson) } };
  },
});
