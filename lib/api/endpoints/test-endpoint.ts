import { testEventBody } from '../../webhooks/endpoints/api-schema';
import { sendTestEvent } from '../../webhooks/endpoints/commands';
import { idParams } from '../endpoint';
import { keyEndpoint } from '../key-endpoint';
import { REPLAY_ERRORS } from '../responses/problem';
import { testEventResponse } from '../responses/webhook';

/** Sends a report about a message that does not exist to a webhook endpoint. */
export const testEndpoint = keyEndpoint({
  method: 'POST',
  path: '/api/webhook-endpoints/{id}/test',
  permission: 'webhooks:manage',
  params: idParams,
  body: testEventBody,
  bodyOptional: true,
  status: 202,
  response: testEventResponse,
  errors: [...REPLAY_ERRORS, 'forbidden', 'not_found'],
  async handle({ actor, params: { id }, body: { event } }) {
    const { deliveryId } = await sendTestEvent(actor, { id, event });
    return { body: { delivery_id: deliveryId } };
  },
});
