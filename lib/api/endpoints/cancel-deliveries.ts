import { cancelDeliveriesBody } from '../../webhooks/log/api-schema';
import { cancelDeliveries as cancel } from '../../webhooks/log/commands';
import { keyEndpoint } from '../key-endpoint';
import { REPLAY_ERRORS } from '../responses/problem';
import { cancelledResponse } from '../responses/webhook';

/** Cancels waiting deliveries that match all fields. */
export const cancelDeliveries = keyEndpoint({
  method: 'POST',
  path: '/api/webhook-deliveries/cancel',
  permission: 'webhooks:manage',
  body: cancelDeliveriesBody,
  bodyOptional: true,
  status: 200,
  response: cancelledResponse,
  errors: [...REPLAY_ERRORS, 'forbidden'],
  async handle({ actor, body }) {
    return { body: await cancel(actor, body) };
  },
});
