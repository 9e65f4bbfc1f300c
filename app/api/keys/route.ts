import { apiRoute } from '@/lib/api/api-route';
import { keyJson, shownJson } from '@/lib/api/key-json';
import { queryOfRequest } from '@/lib/api/keyed-request';
import { managed } from '@/lib/api/managed';
import { json } from '@/lib/api/respond';
import { createKeyBody, keyListQuery } from '@/lib/keys/api-schema';
import { createManagedKey } from '@/lib/keys/commands/manage-key';
import { listManagedKeys } from '@/lib/keys/queries/managed-keys';

/** The account's keys, newest first, a page at a time. */
export const GET = apiRoute(async (request, client) => {
  const { keys, nextCursor } = await managed(request, client, {
    permission: 'keys:read',
    parse: () => keyListQuery.parse(queryOfRequest(client)),
    work: listManagedKeys,
  });
  return json(200, { keys: keys.map(keyJson), next_cursor: nextCursor });
});

/** Makes a key. sendSMS.ro: "You can generate unlimited API Keys, either through the API or directly". */
export const POST = apiRoute(async (request, client) => {
  const made = await managed(request, client, {
    permission: 'keys:create',
    parse: (fields) => createKeyBody.parse(fields),
    work: createManagedKey,
  });
  return json(201, shownJson(made), { location: `/api/keys/${made.key.id}` });
});
