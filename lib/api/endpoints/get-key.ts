import { getManagedKey } from '../../keys/queries/managed-keys';
import { keyEndpoint } from '../key-endpoint';
import { keyJson } from '../key-json';
import { idParams } from '../params';

/** Returns one key, without its secret. */
export const getKey = keyEndpoint({
  method: 'GET',
  path: '/api/keys/{id}',
  permission: 'keys:read',
  params: idParams,
  status: 200,
  async handle({ actor, params }) {
    return { body: keyJson(await getManagedKey(actor, params.id)) };
  },
});
