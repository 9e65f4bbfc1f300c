import { resendDelivery as resend } from '../../webhooks/log/commands';
import { idParams } from '../endpoint';
import { keyEndpoint } from '../key-endpoint';
import { REPLAY_ERRORS } from '../responses/problem';
import { resentResponse } from '../responses/webhook';

/** Sends one delivery again, in any state but waiting, with the same webhook-id. */
export const resendDelivery = keyEndpoint({
  method: 'POST',
  path: '/api/webhook-deliveries/{id}/resend',
  permission: 'webhooks:manage',
  params: idParams,
  status: 202,
  response: resentResponse,
  errors: [...REPLAY_ERRORS, 'forbidden', 'not_found'],
  async handle({ actor, params }) {
    return { body: await resend(actor, params) };
  },
});
