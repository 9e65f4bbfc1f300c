import { patchKeyBody } from '../../keys/api-schema';
import { patchManagedKey } from '../../keys/commands/manage-key';
import { idParams } from '../endpoint';
import { keyEndpoint } from '../key-endpoint';
import { keyJson } from '../key-json';
import { keyResponse } from '../responses/key';
import { REPLAY_ERRORS } from '../responses/problem';

/** Changes the named settings of a key, all or none. */
export const updateKey = keyEndpoint({
  method: 'PATCH',
  path: '/api/keys/{id}',
  permission: 'keys:update',
  params: idParams,
  body: patchKeyBody,
  status: 200,
  response: keyResponse,
  errors: [...REPLAY_ERRORS, 'forbidden', 'not_found', 'sender_not_approved'],
  async handle({ actor, params, body }) {
    return { body: keyJson(await patchManagedKey(actor, params.id, body)) };
  },
});
