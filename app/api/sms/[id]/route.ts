import { apiRoute } from '@/lib/http/api-route';
import { keyedRequest } from '@/lib/http/keyed-request';
import { managed } from '@/lib/http/managed';
import { storedJson } from '@/lib/http/message-json';
import { json } from '@/lib/http/respond';
import { withKey } from '@/lib/keys/authenticate';
import { cancelMessage } from '@/lib/messages/cancel';
import { readMessage } from '@/lib/messages/read';

/** What became of one message of the key's account. */
export const GET = apiRoute(async (request, client, params) => {
  const { credential } = keyedRequest(request, client, Buffer.alloc(0));
  const message = await withKey(credential, client.ip, (record, actor) => readMessage(actor, record, params.id ?? ''));
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
