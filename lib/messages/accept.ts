import type { KeyActor } from '../auth/actor';
import { requirePermission } from '../auth/permissions';
import { pool } from '../db';
import { env } from '../env';
import { invalidFields } from '../errors';
import { newId } from '../ids';
import type { KeyRecord } from '../keys/record';
import { STALE } from '../keys/stale';
import { once } from '../registry';
import { webhookUrlProblem } from '../webhooks/rules';
import { type AcceptItem, insertBatch, type Outcome, REPLAYED, type SignatureMark } from './accept-statement';
import type { AcceptedMessage } from './accepted';
import { announceQueued } from './announce';
import { autoReplace } from './auto-replace';
import { GroupCommit } from './group-commit';
import { findReplayed } from './replay';
import { requireFits, type SendInput } from './schema';
import { effectiveSettings } from './settings';
import { measure } from './text';

const VALIDITY_MS = 24 * 3_600_000;

function committer(): GroupCommit<AcceptItem, Outcome> {
  return once('accept-committer', () => new GroupCommit((items) => insertBatch(pool(), items)));
}

/**
 * Accepts one message: resolves its settings, then commits it durably together with all others that arrive meanwhile,
 * and with the key's exact counters. A signature that was used before gets the first answer and sends nothing. STALE when
 * the key is no longer what `record` says; then nothing was written. Throws `missing_scope`, `invalid_fields`,
 * `nonce_reused`, `unavailable`.
 */
export async function acceptMessage(
  actor: KeyActor,
  record: KeyRecord,
  input: SendInput,
  signature: SignatureMark | null,
): Promise<AcceptedMessage | typeof STALE> {
  requirePermission(actor, 'messages:send');
  requireCallable(input.dlr_url);
  const item = toItem(actor, record, input, signature);
  const outcome = await committer().add(item);
  if (outcome === STALE) return STALE;
  if (outcome === REPLAYED) return findReplayed(item);
  announceQueued();
  const { createdAt } = outcome;
  const validUntil = new Date(createdAt.getTime() + VALIDITY_MS);
  return { ...item, priority: 1, sendAt: null, validUntil, reference: null, metadata: null, createdAt };
}

function toItem(actor: KeyActor, record: KeyRecord, input: SendInput, signature: SignatureMark | null): AcceptItem {
  const settings = effectiveSettings(
    { sender: input.from, autoReplace: input.auto_replace, dlrUrl: input.dlr_url },
    record.settings,
    record.accountSettings,
  );
  const text = autoReplace(input.text, settings.autoReplace, record.replacements);
  const { encoding, segments } = measure(text);
  requireFits(segments);
  return {
    id: newId(),
    accountId: record.accountId,
    apiKeyId: record.id,
    revision: record.revision,
    oldSecretId: record.secretValidUntilMs === null ? null : record.secretId,
    signature,
    mode: record.mode,
    recipient: input.to,
    sender: settings.sender,
    text,
    encoding,
    segments,
    autoReplace: settings.autoReplace,
    dlrUrl: settings.dlrUrl,
    clientIp: actor.ip,
  };
}

function requireCallable(dlrUrl: string | null | undefined): void {
  const problem = dlrUrl == null ? null : webhookUrlProblem(dlrUrl, env().WEBHOOK_ALLOW_CIDRS);
  if (problem) throw invalidFields({ dlr_url: problem });
}
