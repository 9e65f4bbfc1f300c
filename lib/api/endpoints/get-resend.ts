import { resendProgress } from '../../webhooks/log/commands';
import { idParams } from '../endpoint';
import { keyEndpoint } from '../key-endpoint';
import { resendResponse } from '../responses/webhook';
import { resendJson } from '../webhook-json';

/** Returns the progress of sending deliveries again. */
export const getResend = keyEndpoint({
  method: 'GET',
  path: '/api/webhook-resends/{id}',
  permission: 'webhooks:read',
  params: idParams,
  status: 200,
  response: resendResponse,
  errors: ['not_found'],
  async handle({ actor, params }) {
    return { body: resendJson(await resendProgress(actor, { job: params.id })) };
  },
});
