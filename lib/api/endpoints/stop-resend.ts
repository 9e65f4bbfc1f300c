import { stopResend as stop } from '../../webhooks/log/commands';
import { idParams } from '../endpoint';
import { keyEndpoint } from '../key-endpoint';
import { REPLAY_ERRORS } from '../responses/problem';
import { resendResponse } from '../responses/webhook';
import { resendJson } from '../webhook-json';

/** Stops sending deliveries again. What is queued already is sent. */
export const stopResend = keyEndpoint({
  method: 'DELETE',
  path: '/api/webhook-resends/{id}',
  permission: 'webhooks:manage',
  params: idParams,
  status: 200,
  response: resendResponse,
  errors: [...REPLAY_ERRORS, 'forbidden', 'not_found'],
  async handle({ actor, params }) {
    return { body: resendJson(await stop(actor, { job: params.id })) };
  },
});
