import { removeEndpoint } from '../../webhooks/endpoints/commands';
import { idParams } from '../endpoint';
import { keyEndpoint } from '../key-endpoint';
import { REPLAY_ERRORS } from '../responses/problem';
import { deletedEndpointResponse } from '../responses/webhook';

/** Removes a webhook endpoint. The log of its deliveries remains. */
export const deleteWebhookEndpoint = keyEndpoint({
  method: 'DELETE',
  path: '/api/webhook-endpoints/{id}',
  permission: 'webhooks:manage',
  params: idParams,
  status: 200,
  response: deletedEndpointResponse,
  errors: [...REPLAY_ERRORS, 'forbidden', 'not_found'],
  async handle({ actor, params: { id } }) {
    await removeEndpoint(actor, { id });
    return { body: { id, deleted: true } };
  },
});
