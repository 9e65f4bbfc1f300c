import { apiRoute } from '@/lib/http/api-route';
import { bodyOf } from '@/lib/http/body';
import { keyedRequest, signatureMark } from '@/lib/http/keyed-request';
import { acceptedJson } from '@/lib/http/message-json';
import { json } from '@/lib/http/respond';
import { withKey } from '@/lib/keys/authenticate';
import { acceptMessage } from '@/lib/messages/accept';
import { type SendInput, sendSchema } from '@/lib/messages/schema';

/** Accepts one SMS: 202 once it is durably committed. */
export const POST = apiRoute(async (request, client) => {
  const { credential, fields } = keyedRequest(request, client, await bodyOf(request));
  const mark = signatureMark(credential, Date.now());
  // Parsed once, after the key has proved itself, even when the key is judged again.
  let input: SendInput | undefined;
  const message = await withKey(credential, client.ip, async (record, actor) => {
    input ??= sendSchema.parse(fields());
    return acceptMessage(actor, record, input, mark);
  });
  return json(202, acceptedJson(message), { location: `/api/sms/${message.id}` });
});
