import { withVerifiedKey } from '../../acceptance/authentication/authenticate';
import { commit, replayOrThrow } from '../../acceptance/commit';
import type { SendResult } from '../../acceptance/commit-item';
import { identityOf } from '../../acceptance/replay';
import { resolveMessages } from '../../acceptance/resolve-message';
import { requirePermission } from '../../access/permissions';
import { routeTable } from '../../carriers/route-table';
import type { LimitedKey } from '../../limits/specs';
import { sendSchema } from '../../messages/schema';
import { acceptedResult } from '../accepted-result';
import { MAX_BODY_BYTES } from '../body';
import { endpoint } from '../endpoint';
import { readCredential, readFields } from '../read-request';
import { sendResponse } from '../responses/message';
import { IDEMPOTENCY_ERRORS, LIMIT_ERRORS, REPLAY_ERRORS } from '../responses/problem';

/** Accepts one text to one recipient or up to 1,000: 202 once all of its messages are durably committed. */
export const sendMessage = endpoint({
  method: 'POST',
  path: '/api/sms',
  maxBytes: MAX_BODY_BYTES,
  permission: 'messages:send',
  body: sendSchema,
  status: 202,
  response: sendResponse,
  errors: [...REPLAY_ERRORS, ...IDEMPOTENCY_ERRORS, ...LIMIT_ERRORS, 'sender_not_approved', 'no_route'],
  async handle(request) {
    const startedMs = performance.now();
    const credential = readCredential(request);
    // Runs again with the key reloaded where the cached one was stale.
    let limited: LimitedKey | null = null;
    const accepted = await withVerifiedKey(credential, request.client.ip, async (verified) => {
      const { key, actor } = verified;
      limited = key;
      const identity = identityOf(request, credential, key);
      requirePermission(actor, 'messages:send');
      let result: SendResult;
      try {
        const routes = routeTable().current() ?? (await routeTable().load());
        const input = sendSchema.parse(readFields(request, credential));
        result = resolveMessages(key, routes, input);
      } catch (error) {
        return replayOrThrow(identity, error);
      }
      return commit(verified, identity, result);
    });
    return acceptedResult(accepted, startedMs, limited);
  },
});
