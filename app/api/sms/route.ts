import { apiRoute } from '@/lib/http/api-route';
import { bodyOf } from '@/lib/http/body';
import { queryOfRequest, SINGLE } from '@/lib/http/keyed-request';
import { managed } from '@/lib/http/managed';
import { storedJson } from '@/lib/http/message-json';
import { json } from '@/lib/http/respond';
import { sendRequest } from '@/lib/http/send';
import { type Asked, acceptMessages } from '@/lib/messages/accept';
import { messageListQuery } from '@/lib/messages/api-schema';
import { type SendInput, sendSchema } from '@/lib/messages/schema';
import { listStoredMessages } from '@/lib/messages/stored-messages';

/** The account's messages, newest first, a page at a time. */
export const GET = apiRoute(async (request, client) => {
  const { messages, nextCursor } = await managed(request, client, {
    permission: 'messages:read',
    parse: () => messageListQuery.parse(queryOfRequest(client)),
    work: (actor, query) => listStoredMessages(actor, query),
  });
  return json(200, { messages: messages.map(storedJson), next_cursor: nextCursor });
});

/** Accepts one text to one recipient or up to 1,000: 202 once it is durably committed. */
export const POST = apiRoute(async (request, client) => {
  // Parsed once, even when the key is judged again.
  let input: SendInput | undefined;
  const accept = (asked: Asked, fields: () => unknown) =>
    acceptMessages(asked, () => (input ??= sendSchema.parse(fields())));
  return sendRequest(request, client, await bodyOf(request), accept, SINGLE);
});
