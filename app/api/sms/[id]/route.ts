import { withVerifiedKey } from '@/lib/acceptance/authentication/authenticate';
import { readMessage } from '@/lib/acceptance/read-message';
import { apiRoute } from '@/lib/api/api-route';
import { keyedRequest } from '@/lib/api/keyed-request';
import { managed } from '@/lib/api/managed';
import { storedJson } from '@/lib/api/message-json';
import { json } from '@/lib/api/respond';
import { cancelMessage } from '@/lib/delivery/cancel';

/** What became of one message of the key's account. */
export const GET = apiRoute(async (request, client, params) => {
  const { credential } = keyedRequest(request, client, Buffer.alloc(0));
  const message = await withVerifiedKey(credential, client.ip, (record, actor) =>
    readMessage(actor, record, params.id ?? ''),
  );
  return json(200, storedJson(message));
});

/** Cancels a message that is still scheduled. */
export const DELETE = apiRoute(async (request, client, { id = '' }) => {
  const message = await managed(request, client, {
    permission: 'messages:send',
    work: (actor) => cancelMessage(actor, id),
  });
  return json(200, storedJson(message));
});
