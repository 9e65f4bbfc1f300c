import { patchEndpointBody } from '../../webhooks/endpoints/api-schema';
import { updateEndpoint } from '../../webhooks/endpoints/commands';
import { inApiNames } from '../api-names';
import { idParams } from '../endpoint';
import { keyEndpoint } from '../key-endpoint';
import { REPLAY_ERRORS } from '../responses/problem';
import { endpointResponse } from '../responses/webhook';
import { endpointJson } from '../webhook-json';

/** Changes the named settings of a webhook endpoint, all or none. `enabled: true` also clears its recorded failures. */
export const updateWebhookEndpoint = keyEndpoint({
  method: 'PATCH',
  path: '/api/webhook-endpoints/{id}',
  permission: 'webhooks:manage',
  params: idParams,
  body: patchEndpointBody,
  status: 200,
  response: endpointResponse,
  errors: [...REPLAY_ERRORS, 'forbidden', 'not_found'],
  async handle({ actor, params: { id }, body: { key_ids: keyIds, ...body } }) {
    return { body: endpointJson(await inApiNames(() => updateEndpoint(actor, { ...body, id, keyIds }))) };
  },
});
