import { withVerifiedKey } from '../acceptance/authentication/authenticate';
import type { CachedKey } from '../acceptance/authentication/cached-key';
import { STALE } from '../acceptance/authentication/stale';
import type { AcceptedRequest, SendContext } from '../acceptance/commit';
import type { SendResult } from '../acceptance/commit-item';
import { idempotencyRecord, parseIdempotencyKey } from '../acceptance/idempotency';
import { AppError } from '../base/errors';
import { gateMetrics } from '../metrics/gate';
import { recordRefusal } from '../refusals/record-refusal';
import type { Client } from '../runtime/request-client';
import type { ApiRequest, ApiResponse } from './api-request';
import { type BodyRules, keyedRequest, signatureMark } from './keyed-request';
import { acceptedJson } from './message-json';
import { json } from './respond';

/** Carries out a request to send: the key proves itself, `accept` does the rest with the fields of the body. */
export async function sendRequest(
  request: ApiRequest,
  client: Client,
  body: Buffer,
  accept: (asked: SendContext, fields: () => unknown) => Promise<AcceptedRequest | typeof STALE>,
  rules: BodyRules,
): Promise<ApiResponse> {
  const startedMs = performance.now();
  const { credential, fields } = keyedRequest(request, client, body, rules);
  const signature = signatureMark(credential, Date.now());
  const header = request.headers.get('idempotency-key');
  const accepted = await withVerifiedKey(credential, client.ip, async (record, actor, fresh) => {
    const key = parseIdempotencyKey(header);
    const idempotency = key === null ? null : idempotencyRecord(key, record.id, client.target, body);
    const outcome = await accept({ actor, record, fresh, signature, idempotency }, fields);
    if (outcome !== STALE && !outcome.repeated) noteRefusedItems(outcome.answer, record, client.ip);
    return outcome;
  });
  const { answer, repeated } = accepted;
  const headers: Record<string, string> = {};
  if (answer.kind === 'message') headers.location = `/api/sms/${answer.messages[0]?.id}`;
  if (repeated) headers['idempotency-replayed'] = 'true';
  const { accepted: messages, repeated: repetitions, duration } = gateMetrics();
  if (repeated) repetitions.inc();
  else messages.inc(answer.messages.length);
  const response = json(202, acceptedJson(accepted), headers);
  duration.observe((performance.now() - startedMs) / 1_000);
  return response;
}

/** Messages of a batch that were refused stand among the account's refusals, like a request that is. */
function noteRefusedItems({ refused = [] }: SendResult, record: CachedKey, ip: string | null): void {
  for (const { code, detail, stored = detail } of refused) {
    recordRefusal(null, record, new AppError(code, detail, { stored }), ip);
  }
}
