import { rotateWebhookSecret as rotate } from '../../keys/commands/rotate-webhook-secret';
import { rotateWebhookSecretBody } from '../../webhooks/endpoints/api-schema';
import { idParams } from '../endpoint';
import { keyEndpoint } from '../key-endpoint';
import { REPLAY_ERRORS } from '../responses/problem';
import { webhookSecretResponse } from '../responses/webhook';

/** Replaces the secret that signs a key's delivery reports and returns the new one, once; both sign for `overlap` seconds. */
export const rotateWebhookSecret = keyEndpoint({
  method: 'POST',
  path: '/api/keys/{id}/rotate-webhook-secret',
  permission: 'keys:update',
  params: idParams,
  body: rotateWebhookSecretBody,
  bodyOptional: true,
  status: 200,
  response: webhookSecretResponse,
  errors: [...REPLAY_ERRORS, 'forbidden', 'not_found'],
  async handle({ actor, params: { id }, body: { overlap } }) {
    const { secret, previousValidUntil } = await rotate(actor, { id, overlapS: overlap });
    return { body: { secret, previous_valid_until: previousValidUntil } };
  },
});
