import { withVerifiedKey } from '../../acceptance/authentication/authenticate';
import { type CachedKey, STALE } from '../../acceptance/authentication/cached-key';
import { commit, replayOrThrow } from '../../acceptance/commit';
import type { SendResult } from '../../acceptance/commit-item';
import { identityOf } from '../../acceptance/replay';
import { resolveBatch } from '../../acceptance/resolve-batch';
import { requirePermission } from '../../access/permissions';
import { AppError } from '../../base/errors';
import { routeTable } from '../../carriers/route-table';
import type { LimitedKey } from '../../limits/specs';
import { batchSchema } from '../../messages/schema';
import { recordRefusal } from '../../refusals/record-refusal';
import { acceptedResult } from '../accepted-result';
import { MAX_BATCH_BYTES } from '../body';
import { endpoint } from '../endpoint';
import { type BodyRules, readCredential, readFields } from '../read-request';
import { batchResponse } from '../responses/message';
import { IDEMPOTENCY_ERRORS, LIMIT_ERRORS, REPLAY_ERRORS } from '../responses/problem';

/**
 * 1,000 messages with every field and 10 pairs of metadata each. The credential is in a header: 2 MiB are not parsed
 * before the request is authenticated.
 */
const RULES: BodyRules = { mayHoldKey: false, limits: { maxValues: 30_000, maxMembers: 30_000 } };

/** Accepts up to 1,000 different messages: 202 once all valid ones are durably committed, with a result for each. */
export const sendBatch = endpoint({
  method: 'POST',
  path: '/api/sms/batch',
  maxBytes: MAX_BATCH_BYTES,
  permission: 'messages:send',
  body: batchSchema,
  status: 202,
  response: batchResponse,
  errors: [...REPLAY_ERRORS, ...IDEMPOTENCY_ERRORS, ...LIMIT_ERRORS],
  async handle(request) {
    const startedMs = performance.now();
    const credential = readCredential(request, RULES);
    let limited: LimitedKey | null = null;
    const accepted = await withVerifiedKey(credential, request.client.ip, async (verified) => {
      const { key, actor } = verified;
      limited = key;
      const identity = identityOf(request, credential, key);
      requirePermission(actor, 'messages:send');
      let result: SendResult;
      try {
        const routes = routeTable().current() ?? (await routeTable().load());
        const { messages } = batchSchema.parse(readFields(request, credential, RULES));
        result = resolveBatch(verified, routes, messages);
      } catch (error) {
        return replayOrThrow(identity, error);
      }
      const outcome = await commit(verified, identity, result);
      if (outcome !== STALE && !outcome.replayed) recordRefused(outcome.result, key, actor.ip);
      return outcome;
    });
    return acceptedResult(accepted, startedMs, limited);
  },
});

/** Refused messages of a batch are recorded among the account's refusals, like refused requests. */
function recordRefused({ refused = [] }: SendResult, key: CachedKey, ip: string | null): void {
  for (const { code, detail, stored = detail } of refused) {
    recordRefusal(null, key, new AppError(code, detail, { stored }), ip);
  }
}
