import { patchKeyBody } from '../../keys/api-schema';
import { patchManagedKey } from '../../keys/commands/manage-key';
import { idParams } from '../endpoint';
import { keyEndpoint } from '../key-endpoint';
import { keyJson } from '../key-json';

/** Changes the named settings of a key, all or none. */
export const updateKey = keyEndpoint({
  method: 'PATCH',
  path: '/api/keys/{id}',
  permission: 'keys:update',
  params: idParams,
  body: patchKeyBody,
  status: 200,
  async handle({ actor, params, body }) {
    return { body: keyJson(await patchManagedKey(actor, params.id, body)) };
  },
});
