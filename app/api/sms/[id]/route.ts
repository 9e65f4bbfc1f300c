import { apiRoute } from '@/lib/http/api-route';
import { keyedRequest } from '@/lib/http/keyed-request';
import { storedJson } from '@/lib/http/message-json';
import { json } from '@/lib/http/respond';
import { withKey } from '@/lib/keys/authenticate';
import { readMessage } from '@/lib/messages/read';

/** What became of one message of the key's account. */
export const GET = apiRoute(async (request, client, params) => {
  const { credential } = keyedRequest(request, client, Buffer.alloc(0));
  const message = await withKey(credential, client.ip, (record, actor) => readMessage(actor, record, params.id ?? ''));
  return json(200, storedJson(message));
});
