import { apiRoute } from '@/lib/http/api-route';
import { storedJson } from '@/lib/http/message-json';
import { json } from '@/lib/http/respond';
import { credentialOf, withKey } from '@/lib/keys/authenticate';
import { readMessage } from '@/lib/messages/read';

/** What became of one message of the key's account. */
export const GET = apiRoute(async (request, client, params) => {
  const message = await withKey(credentialOf(request.headers), client.ip, (record, actor) =>
    readMessage(actor, record, params.id ?? ''),
  );
  return json(200, storedJson(message));
});
