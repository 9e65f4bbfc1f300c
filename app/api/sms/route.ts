import { apiRoute } from '@/lib/http/api-route';
import { bodyOf } from '@/lib/http/body';
import { sendRequest } from '@/lib/http/send';
import { acceptMessages } from '@/lib/messages/accept';
import { type SendInput, sendSchema } from '@/lib/messages/schema';

/** Accepts one text to one recipient or up to 1,000: 202 once it is durably committed. */
export const POST = apiRoute(async (request, client) => {
  // Parsed once, even when the key is judged again.
  let input: SendInput | undefined;
  return sendRequest(request, client, await bodyOf(request), (asked, fields) =>
    acceptMessages(asked, () => (input ??= sendSchema.parse(fields()))),
  );
});
