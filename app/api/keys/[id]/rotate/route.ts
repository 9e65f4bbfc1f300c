import { apiRoute } from '@/lib/api/api-route';
import { shownJson } from '@/lib/api/key-json';
import { managed } from '@/lib/api/managed';
import { json } from '@/lib/api/respond';
import { rotateKeyBody } from '@/lib/keys/api-schema';
import { rotateManagedKey } from '@/lib/keys/commands/manage-key';

/** Gives a key a new secret and shows it, once; the old one stays valid for a while. */
export const POST = apiRoute(async (request, client, { id = '' }) => {
  const rotated = await managed(request, client, {
    permission: 'keys:update',
    bodyOptional: true,
    parse: (fields) => rotateKeyBody.parse(fields),
    work: (actor, { overlap }) => rotateManagedKey(actor, id, overlap),
  });
  return json(200, shownJson(rotated));
});
