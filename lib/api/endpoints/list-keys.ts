import { keyListQuery } from '../../keys/api-schema';
import { listManagedKeys } from '../../keys/queries/managed-keys';
import { keyEndpoint } from '../key-endpoint';
import { keyJson } from '../key-json';
import { keyListResponse } from '../responses/key';

/** Lists the account's keys, newest first, a page at a time. */
export const listKeys = keyEndpoint({
  method: 'GET',
  path: '/api/keys',
  permission: 'keys:read',
  query: keyListQuery,
  status: 200,
  response: keyListResponse,
  errors: [],
  async handle({ actor, query }) {
    const { keys, nextCursor } = await listManagedKeys(actor, query);
    return { body: { keys: keys.map(keyJson), next_cursor: nextCursor } };
  },
});
