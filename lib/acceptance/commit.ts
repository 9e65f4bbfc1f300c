import { processSingleton } from '../base/process-singleton';
import { insufficientCredit } from '../credit/charge';
import { apiPool } from '../database/db';
import { NotConnectedError } from '../database/not-connected';
import { closeIdle } from '../database/pool';
import { isOutcomeUnknown } from '../database/translate-error';
import { noteChange } from '../live/changes';
import { announceQueued } from '../messages/announce-queued';
import { apiMetrics, gauge } from '../metrics/api-metrics';
import { recordSendOutcome } from '../metrics/send-outcome';
import { acceptPause } from '../queue/accept-pause';
import { backlog } from '../queue/backlog';
import { type Admitted, admit } from './admit';
import type { VerifiedKey } from './authentication/authenticate';
import { STALE } from './authentication/cached-key';
import type { CommitItem, SendResult } from './commit-item';
import { GroupCommit } from './group-commit';
import type { Progress } from './group-commit-options';
import { type CommitOutcome, insertAccepted, REPLAY, splitConflicting } from './insert-accepted';
import { Insufficient, insertCharged } from './insert-charged';
import { findByIdempotencyKey, findReplayed, type RequestIdentity, type StoredResult } from './replay';

/** Messages that may wait to be written, of a single account half of it: half a second's worth on a small machine. */
const MAX_WAITING = 8_192;

/** An accepted request: its result, when it was committed, and whether that was an earlier request. */
export type AcceptedRequest = StoredResult & { replayed: boolean };

/**
 * Commits all messages of a request durably, or none, together with all requests that arrive meanwhile and with the key's
 * exact counters. A replay returns the first result and sends nothing. Returns STALE when the key is no longer at its
 * cached revision; then nothing was written. Throws `idempotency_key_reused`, `idempotency_key_in_use`, `nonce_reused`,
 * `conflict`, `overloaded` (also while MAX_QUEUED_MESSAGES wait, or the account's share of them), `unavailable`,
 * `insufficient_credit`, and what `admit` throws.
 */
export async function commit(
  verified: VerifiedKey,
  identity: RequestIdentity,
  result: SendResult,
): Promise<AcceptedRequest | typeof STALE> {
  const { accountId } = identity;
  const refusal = backlog().isFullFor(accountId) ? await backlog().findRefusal(accountId) : null;
  if (refusal) return replayOrThrow(identity, refusal);
  if (!verified.key.limits && !verified.key.isCharged)
    return commitAdmitted(verified, identity, { result, charge: null });
  let admitted: Admitted;
  try {
    admitted = await admit(verified.key, result);
  } catch (error) {
    return replayOrThrow(identity, error);
  }
  try {
    const accepted = await commitAdmitted(verified, identity, admitted);
    if (accepted === STALE || accepted.replayed) admitted.release();
    return accepted;
  } catch (error) {
    // Messages that may have been committed stay counted: a limit is never exceeded.
    if (!isOutcomeUnknown(error)) admitted.release();
    throw error;
  }
}

async function commitAdmitted(
  { key, actor }: VerifiedKey,
  identity: RequestIdentity,
  { result, charge }: Pick<Admitted, 'result' | 'charge'>,
): Promise<AcceptedRequest | typeof STALE> {
  const { accountId, apiKeyId, signature, idempotency } = identity;
  const outcome = await groupCommit().add({
    accountId,
    apiKeyId,
    signature,
    idempotency,
    revision: key.revision,
    oldSecretId: key.secretValidUntilMs === null ? null : key.secretId,
    environment: key.environment,
    clientIp: actor.ip,
    messages: result.messages,
    charge,
    storedResult: signature || idempotency ? JSON.stringify(result) : null,
  });
  if (outcome === STALE) return STALE;
  if (outcome instanceof Insufficient) {
    return replayOrThrow(identity, insufficientCredit(outcome.balance, outcome.price));
  }
  if (outcome === REPLAY) return { ...(await findReplayed(identity)), replayed: true };
  announceQueued();
  noteChange('messages', accountId);
  return { result, createdAt: outcome.createdAt, replayed: false };
}

/**
 * Returns the first result for a request that cannot be accepted, where it has the Idempotency-Key of an accepted one; else
 * throws `error`. What was valid then may not be so now: its send_at is past, its sender was withdrawn.
 */
export async function replayOrThrow(identity: RequestIdentity, error: unknown): Promise<AcceptedRequest> {
  const stored = await findByIdempotencyKey(identity);
  if (stored) return { ...stored, replayed: true };
  throw error;
}

/** Returns the process's queue of requests that wait to be written. */
function groupCommit(): GroupCommit<CommitItem, WriteOutcome> {
  return processSingleton('group-commit', () => {
    const { batch } = apiMetrics();
    const pause = acceptPause();
    const created = new GroupCommit<CommitItem, WriteOutcome>({
      write,
      weigh: (item) => item.messages.length,
      ownerOf: (item) => item.apiKeyId,
      tenantOf: (item) => item.accountId,
      split: splitConflicting,
      maxWaiting: MAX_WAITING,
      pauseAfter: (batchMs) => pause.after(batchMs),
      onStalled: () => closeIdle(apiPool()),
      onBatch: (messages) => batch.observe(messages),
    });
    gauge('postern_accept_waiting_messages', 'Messages read and not yet written.', () => created.waiting);
    return created;
  });
}

type WriteOutcome = CommitOutcome | Insufficient;

async function write(items: CommitItem[], progress: Progress): Promise<WriteOutcome[]> {
  try {
    const outcomes = await insert(items, progress);
    recordSendOutcome(null);
    return outcomes;
  } catch (error) {
    recordSendOutcome(error);
    throw error;
  }
}

/** Sends nothing once the callers were refused because the batch took too long. */
async function insert(items: CommitItem[], progress: Progress): Promise<WriteOutcome[]> {
  const client = await apiPool().connect();
  if (progress.isGivenUp) {
    client.release();
    throw new NotConnectedError('too late');
  }
  progress.isSent = true;
  try {
    const outcomes = await (items[0]?.charge ? insertCharged(client, items) : insertAccepted(client, items));
    client.release();
    return outcomes;
  } catch (error) {
    client.release(error as Error);
    throw error;
  }
}
