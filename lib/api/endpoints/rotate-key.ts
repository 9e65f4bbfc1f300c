import { rotateKeyBody } from '../../keys/api-schema';
import { rotateManagedKey } from '../../keys/commands/manage-key';
import { idParams } from '../endpoint';
import { keyEndpoint } from '../key-endpoint';
import { keyWithCredentialJson } from '../key-json';
import { keyWithCredentialResponse } from '../responses/key';
import { REPLAY_ERRORS } from '../responses/problem';

/** Replaces a key's secret and returns the new one, once; the old one stays valid for `overlap` seconds. */
export const rotateKey = keyEndpoint({
  method: 'POST',
  path: '/api/keys/{id}/rotate',
  permission: 'keys:update',
  params: idParams,
  body: rotateKeyBody,
  bodyOptional: true,
  status: 200,
  response: keyWithCredentialResponse,
  errors: [...REPLAY_ERRORS, 'forbidden', 'not_found', 'account_not_verified'],
  async handle({ actor, params, body }) {
    return { body: keyWithCredentialJson(await rotateManagedKey(actor, params.id, body.overlap)) };
  },
});
