import { apiRoute } from '@/lib/http/api-route';
import { keyJson } from '@/lib/http/key-json';
import { managed } from '@/lib/http/managed';
import { json } from '@/lib/http/respond';
import { patchKeyBody } from '@/lib/keys/api-schema';
import { deleteKeys, setKeysEnabled } from '@/lib/keys/commands/switch-keys';
import { getKey } from '@/lib/keys/queries/list-keys';

/** One key, without its secret. */
export const GET = apiRoute(async (request, client, { id = '' }) =>
  json(200, keyJson(await managed(request, client, { permission: 'keys:read', work: (actor) => getKey(actor, id) }))),
);

/** Enables or disables a key. */
export const PATCH = apiRoute(async (request, client, { id = '' }) => {
  const key = await managed(request, client, {
    permission: 'keys:update',
    parse: (fields) => patchKeyBody.parse(fields),
    work: async (actor, { enabled }) => {
      await setKeysEnabled(actor, [id], enabled);
      return getKey(actor, id);
    },
  });
  return json(200, keyJson(key));
});

/** Deletes a key for good. */
export const DELETE = apiRoute(async (request, client, { id = '' }) => {
  await managed(request, client, { permission: 'keys:delete', work: (actor) => deleteKeys(actor, [id]) });
  return json(200, { id, deleted: true });
});
