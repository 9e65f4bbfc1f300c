import { deleteKeys } from '../../keys/commands/switch-keys';
import { idParams } from '../endpoint';
import { keyEndpoint } from '../key-endpoint';

/** Deletes a key for good. */
export const deleteKey = keyEndpoint({
  method: 'DELETE',
  path: '/api/keys/{id}',
  permission: 'keys:delete',
  params: idParams,
  status: 200,
  async handle({ actor, params: { id } }) {
    await deleteKeys(actor, [id]);
    return { body: { id, deleted: true } };
  },
});
