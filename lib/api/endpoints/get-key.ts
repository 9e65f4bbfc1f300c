import { getManagedKey } from '../../keys/queries/managed-keys';
import { idParams } from '../endpoint';
import { keyEndpoint } from '../key-endpoint';
import { keyJson } from '../key-json';
import { keyResponse } from '../responses/key';

/** Returns one key, without its secret. */
export const getKey = keyEndpoint({
  method: 'GET',
  path: '/api/keys/{id}',
  permission: 'keys:read',
  params: idParams,
  status: 200,
  response: keyResponse,
  errors: ['not_found'],
  async handle({ actor, params }) {
    return { body: keyJson(await getManagedKey(actor, params.id)) };
  },
});
