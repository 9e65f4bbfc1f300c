import { apiRoute } from '@/lib/http/api-route';
import { bodyOf, MAX_BATCH_BYTES } from '@/lib/http/body';
import { sendRequest } from '@/lib/http/send';
import { acceptBatch } from '@/lib/messages/accept';

/** Accepts up to 1,000 different messages: 202 once all that can be are durably committed, with a result for each. */
export const POST = apiRoute(async (request, client) =>
  sendRequest(request, client, await bodyOf(request, MAX_BATCH_BYTES), acceptBatch),
);
