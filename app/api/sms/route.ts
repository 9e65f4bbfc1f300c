import { acceptMessages, type SendContext } from '@/lib/acceptance/commit';
import { apiRoute } from '@/lib/api/api-route';
import { bodyOf } from '@/lib/api/body';
import { queryOfRequest, SINGLE } from '@/lib/api/keyed-request';
import { managed } from '@/lib/api/managed';
import { storedJson } from '@/lib/api/message-json';
import { json } from '@/lib/api/respond';
import { sendRequest } from '@/lib/api/send';
import { messageListQuery } from '@/lib/messages/list-schema';
import { listStoredMessages } from '@/lib/messages/list-stored';
import { type SendInput, sendSchema } from '@/lib/messages/schema';

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
  const accept = (asked: SendContext, fields: () => unknown) =>
    acceptMessages(asked, () => (input ??= sendSchema.parse(fields())));
  return sendRequest(request, client, await bodyOf(request), accept, SINGLE);
});
