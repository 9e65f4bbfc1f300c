import { rotateAccountWebhookSecret as rotate } from '../../sending-defaults/rotate-webhook-secret';
import { rotateWebhookSecretBody } from '../../webhooks/endpoints/api-schema';
import { keyEndpoint } from '../key-endpoint';
import { REPLAY_ERRORS } from '../responses/problem';
import { webhookSecretResponse } from '../responses/webhook';

/** Replaces the secret that signs received messages and returns the new one, once; both sign for `overlap` seconds. */
export const rotateAccountWebhookSecret = keyEndpoint({
  method: 'POST',
  path: '/api/account/rotate-webhook-secret',
  permission: 'webhooks:manage',
  body: rotateWebhookSecretBody,
  bodyOptional: true,
  status: 200,
  response: webhookSecretResponse,
  errors: [...REPLAY_ERRORS, 'forbidden'],
  async handle({ actor, body: { overlap } }) {
    const { secret, previousValidUntil } = await rotate(actor, { overlapS: overlap });
    return { body: { secret, previous_valid_until: previousValidUntil } };
  },
});
