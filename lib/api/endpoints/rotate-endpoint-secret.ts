import { rotateEndpointSecretBody } from '../../webhooks/endpoints/api-schema';
import { rotateEndpointSecret as rotate } from '../../webhooks/endpoints/commands';
import { idParams } from '../endpoint';
import { keyEndpoint } from '../key-endpoint';
import { REPLAY_ERRORS } from '../responses/problem';
import { endpointWithSecretResponse } from '../responses/webhook';
import { endpointWithSecretJson } from '../webhook-json';

const HOUR_S = 3_600;

/** Replaces the secret of a webhook endpoint and returns the new one, once; both sign for `overlap` seconds. */
export const rotateEndpointSecret = keyEndpoint({
  method: 'POST',
  path: '/api/webhook-endpoints/{id}/rotate-secret',
  permission: 'webhooks:manage',
  params: idParams,
  body: rotateEndpointSecretBody,
  bodyOptional: true,
  status: 200,
  response: endpointWithSecretResponse,
  errors: [...REPLAY_ERRORS, 'forbidden', 'not_found'],
  async handle({ actor, params: { id }, body: { overlap, ...wanted } }) {
    return { body: endpointWithSecretJson(await rotate(actor, { ...wanted, id, overlapHours: overlap / HOUR_S })) };
  },
});
