import { apiRoute } from '@/lib/api/api-route';
import { keyJson } from '@/lib/api/key-json';
import { managed } from '@/lib/api/managed';
import { json } from '@/lib/api/respond';
import { patchKeyBody } from '@/lib/keys/api-schema';
import { patchManagedKey } from '@/lib/keys/commands/manage-key';
import { deleteKeys } from '@/lib/keys/commands/switch-keys';
import { getManagedKey } from '@/lib/keys/queries/managed-keys';

/** One key, without its secret. */
export const GET = apiRoute(async (request, client, { id = '' }) => {
  const key = await managed(request, client, { permission: 'keys:read', work: (actor) => getManagedKey(actor, id) });
  return json(200, keyJson(key));
});

/** Changes a key's settings: those named, all or nothing. */
export const PATCH = apiRoute(async (request, client, { id = '' }) => {
  const key = await managed(request, client, {
    permission: 'keys:update',
    parse: (fields) => patchKeyBody.parse(fields),
    work: (actor, body) => patchManagedKey(actor, id, body),
  });
  return json(200, keyJson(key));
});

/** Deletes a key for good. */
export const DELETE = apiRoute(async (request, client, { id = '' }) => {
  await managed(request, client, { permission: 'keys:delete', work: (actor) => deleteKeys(actor, [id]) });
  return json(200, { id, deleted: true });
});
