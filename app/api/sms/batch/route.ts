import { acceptBatch } from '@/lib/acceptance/commit';
import { apiRoute } from '@/lib/api/api-route';
import { bodyOf, MAX_BATCH_BYTES } from '@/lib/api/body';
import { BATCH } from '@/lib/api/keyed-request';
import { sendRequest } from '@/lib/api/send';

/**
 * Accepts up to 1,000 different messages: 202 once all that can be are durably committed, with a result for each. The
 * credential stands in a header: a body of 2 MiB is not parsed before the caller is known.
 */
export const POST = apiRoute(async (request, client) =>
  sendRequest(request, client, await bodyOf(request, MAX_BATCH_BYTES), acceptBatch, BATCH),
);
