import { resendQuery } from '../../webhooks/log/api-schema';
import { startResend } from '../../webhooks/log/commands';
import { inApiNames } from '../api-names';
import { keyEndpoint } from '../key-endpoint';
import { REPLAY_ERRORS } from '../responses/problem';
import { resendResponse } from '../responses/webhook';
import { resendJson } from '../webhook-json';

/** Starts to send all failed deliveries since a time again, of one endpoint or of all targets. */
export const resendDeliveries = keyEndpoint({
  method: 'POST',
  path: '/api/webhook-deliveries/resend',
  permission: 'webhooks:manage',
  query: resendQuery,
  status: 202,
  response: resendResponse,
  errors: [...REPLAY_ERRORS, 'forbidden', 'not_found'],
  async handle({ actor, query }) {
    const started = await inApiNames(() => startResend(actor, query));
    return { body: resendJson(started), headers: { location: `/api/webhook-resends/${started.job}` } };
  },
});
