import type { ZodError } from 'zod';
import type { KeyActor } from '../access/actor';
import { requirePermission } from '../access/permissions';
import { type AppError, type FieldErrors, invalidFields, isAppError, MAX_PROBLEMS } from '../base/errors';
import { newId } from '../base/ids';
import { withoutStackTraces } from '../base/without-stack-traces';
import { countProblems, schemaError, toAppError } from '../database/translate-error';
import { announceQueued } from '../messages/announce-queued';
import { batchSchema, messageSchema, type SendInput } from '../messages/schema';
import type { CachedKey } from './authentication/cached-key';
import { STALE } from './authentication/stale';
import type { IdempotencyRecord, NewMessage, RefusedItem, SendResult, SignatureRecord } from './commit-item';
import { committer } from './committer';
import { REPLAY } from './insert-accepted';
import { findByIdempotencyKey, findRepeated, type RequestIdentity, type StoredResult } from './replay';
import { resolveMessage } from './resolve-message';

/** Who asks, and what tells that the request is a repetition. */
export type SendContext = {
  actor: KeyActor;
  record: CachedKey;
  /** The record is the database's picture of now. */
  fresh: boolean;
  signature: SignatureRecord | null;
  idempotency: IdempotencyRecord | null;
};

/** An accepted request: the answer's content, when it was committed, and whether it had been carried out before. */
export type AcceptedRequest = StoredResult & { repeated: boolean };

/**
 * Accepts one text to one recipient or many: resolves its settings, then commits it durably together with all requests
 * that arrive meanwhile, and with the key's exact counters; all recipients or none. A request that was carried out before
 * gets the first answer and sends nothing. STALE when the key is no longer what the record says; then nothing was written.
 * Throws `missing_scope`, `invalid_fields`, `sender_not_approved`, `idempotency_key_reused`, `idempotency_key_in_use`,
 * `nonce_reused`, `conflict`, `overloaded`, `unavailable`.
 */
export async function acceptMessages(
  asked: SendContext,
  parse: () => SendInput,
): Promise<AcceptedRequest | typeof STALE> {
  requirePermission(asked.actor, 'messages:send');
  return accept(asked, () => {
    const input = parse();
    const { record } = asked;
    const { mode } = record;
    if (typeof input.to === 'string') {
      return { kind: 'message', mode, messages: [resolveMessage(record, input, input.to)] };
    }
    const distinct = new Set(input.to);
    return { kind: 'recipients', mode, messages: toEach(record, input, distinct), ...merged(input.to, distinct) };
  });
}

/** The text is measured once; only id and recipient differ. */
function toEach(record: CachedKey, input: SendInput, recipients: Set<string>): NewMessage[] {
  const [first = '', ...others] = recipients;
  const message = resolveMessage(record, input, first);
  return [message, ...others.map((recipient) => ({ ...message, id: newId(), recipient }))];
}

function merged(to: string[], distinct: Set<string>): { merged?: number } {
  return to.length > distinct.size ? { merged: to.length - distinct.size } : {};
}

/**
 * Accepts up to 1,000 different messages in one commit, each judged by itself: refused ones are told of in the answer.
 * STALE and errors as `acceptMessages`; `invalid_fields` when none of them can be accepted.
 */
export async function acceptBatch(asked: SendContext, parse: () => unknown): Promise<AcceptedRequest | typeof STALE> {
  requirePermission(asked.actor, 'messages:send');
  return accept(asked, () => {
    const { messages: inputs } = batchSchema.parse(parse());
    const messages: SendResult['messages'] = [];
    const refused: Refused[] = [];
    for (const [index, input] of inputs.entries()) {
      const { data: message, error } = withoutStackTraces(() => messageSchema.safeParse(input));
      if (error) {
        refused.push({ index, error });
        continue;
      }
      try {
        messages.push(Object.assign(resolveMessage(asked.record, message, message.to), { index }));
      } catch (thrown) {
        const error = toAppError(thrown);
        if (error.code === 'internal' || (error.code === 'sender_not_approved' && !asked.fresh)) throw thrown;
        refused.push({ index, error });
      }
    }
    if (messages.length === 0) throw allRefused(refused);
    return { kind: 'batch', mode: asked.record.mode, messages, refused: refused.map(refusedItem) };
  });
}

/** A refused message of a batch, by its index there; its problems are formatted only where the answer names them. */
type Refused = { index: number; error: AppError | ZodError };

/** Problems named per message: 20 for each of 1,000 messages would be an answer of megabytes. */
const MAX_ITEM_PROBLEMS = 5;

function refusedItem({ index, error }: Refused): RefusedItem {
  const known = isAppError(error) ? error : withoutStackTraces(() => schemaError(error, MAX_ITEM_PROBLEMS));
  const { code, message, stored, fields = { body: message } } = known;
  return { index, code, detail: message, ...(stored !== undefined && { stored }), fields: { ...fields } };
}

function allRefused(refused: Refused[]): AppError {
  const problems: FieldErrors = {};
  let named = 0;
  let more = 0;
  for (const each of refused) {
    const count = isAppError(each.error) ? 1 : countProblems(each.error);
    const entries = named < MAX_PROBLEMS ? Object.entries(refusedItem(each).fields) : [];
    const taken = entries.slice(0, MAX_PROBLEMS - named);
    for (const [name, problem] of taken) {
      problems[`messages.${each.index}${name === 'body' ? '' : `.${name}`}`] = problem;
    }
    named += taken.length;
    more += count - taken.length;
  }
  const [first] = refused.slice(0, 1).map(refusedItem);
  return invalidFields(problems, { more, stored: `messages.${first?.index}: ${first?.stored ?? first?.detail}` });
}

async function accept(asked: SendContext, resolve: () => SendResult): Promise<AcceptedRequest | typeof STALE> {
  const { record, signature, idempotency } = asked;
  let answer: SendResult;
  try {
    answer = resolve();
  } catch (error) {
    // A repetition may not be judged by what holds now: its time to send may be past, its sender withdrawn.
    const kept = await findByIdempotencyKey(marksOf(asked));
    if (kept) return { ...kept, repeated: true };
    throw error;
  }
  const outcome = await committer().add({
    accountId: record.accountId,
    apiKeyId: record.id,
    signature,
    idempotency,
    revision: record.revision,
    oldSecretId: record.secretValidUntilMs === null ? null : record.secretId,
    mode: record.mode,
    clientIp: asked.actor.ip,
    messages: answer.messages,
    answer: signature || idempotency ? JSON.stringify(answer) : null,
  });
  if (outcome === STALE) return STALE;
  if (outcome === REPLAY) return { ...(await findRepeated(marksOf(asked))), repeated: true };
  announceQueued();
  return { answer, createdAt: outcome.createdAt, repeated: false };
}

function marksOf({ record, signature, idempotency }: SendContext): RequestIdentity {
  return { accountId: record.accountId, apiKeyId: record.id, signature, idempotency };
}
