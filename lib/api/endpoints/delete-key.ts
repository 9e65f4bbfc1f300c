import { deleteKeys } from '../../keys/commands/switch-keys';
import { idParams } from '../endpoint';
import { keyEndpoint } from '../key-endpoint';
import { deletedKeyResponse } from '../responses/key';
import { REPLAY_ERRORS } from '../responses/problem';

/** Deletes a key for good. */
export const deleteKey = keyEndpoint({
  method: 'DELETE',
  path: '/api/keys/{id}',
  permission: 'keys:delete',
  params: idParams,
  status: 200,
  response: deletedKeyResponse,
  errors: [...REPLAY_ERRORS, 'forbidden', 'not_found'],
  async handle({ actor, params: { id } }) {
    await deleteKeys(actor, [id]);
    return { body: { id, deleted: true } };
  },
});
