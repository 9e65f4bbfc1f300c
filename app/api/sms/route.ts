import { apiRoute } from '@/lib/http/api-route';
import { bodyOf } from '@/lib/http/body';
import { keyedRequest, signatureMark } from '@/lib/http/keyed-request';
import { managed } from '@/lib/http/managed';
import { acceptedJson, storedJson } from '@/lib/http/message-json';
import { json } from '@/lib/http/respond';
import { withKey } from '@/lib/keys/authenticate';
import { acceptMessage } from '@/lib/messages/accept';
import { messageListQuery } from '@/lib/messages/api-schema';
import { type SendInput, sendSchema } from '@/lib/messages/schema';
import { listStoredMessages } from '@/lib/messages/stored-messages';

/** The account's messages, newest first, a page at a time. */
export const GET = apiRoute(async (request, client) => {
  const { AUTH_KEY: _credential, ...asked } = Object.fromEntries(new URL(request.url).searchParams);
  const { messages, nextCursor } = await managed(request, client, {
    permission: 'messages:read',
    parse: () => messageListQuery.parse(asked),
    work: (actor, query) => listStoredMessages(actor, query),
  });
  return json(200, { data: messages.map(storedJson), next_cursor: nextCursor });
});

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
