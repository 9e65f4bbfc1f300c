import { apiRoute, jsonBody } from '@/lib/http/api-route';
import { acceptedJson } from '@/lib/http/message-json';
import { json } from '@/lib/http/respond';
import { credentialOf, withKey } from '@/lib/keys/authenticate';
import { acceptMessage } from '@/lib/messages/accept';
import { type SendInput, sendSchema } from '@/lib/messages/schema';

/** Accepts one SMS: 202 once it is durably committed. */
export const POST = apiRoute(async (request, client) => {
  // Read once, after the key has proved itself, even when the key is judged again.
  let input: SendInput | undefined;
  const message = await withKey(credentialOf(request.headers), client.ip, async (record, actor) => {
    input ??= sendSchema.parse(await jsonBody(request));
    return acceptMessage(actor, record, input);
  });
  return json(202, acceptedJson(message), { location: `/api/sms/${message.id}` });
});
