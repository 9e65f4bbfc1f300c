import type { KeyActor } from '../auth/actor';
import { requirePermission } from '../auth/permissions';
import { pool } from '../db';
import { env } from '../env';
import { invalidFields } from '../errors';
import { newId } from '../ids';
import { STALE } from '../keys/authenticate';
import type { KeyRecord } from '../keys/record';
import { once } from '../registry';
import { webhookUrlProblem } from '../webhooks/rules';
import { type AcceptItem, type Accepted, insertBatch } from './accept-statement';
import { GroupCommit } from './group-commit';
import { announceQueued } from './announce';
import type { SendInput } from './schema';
import { effectiveSettings } from './settings';
import { measure } from './text';

/** A message just accepted, as POST /api/sms answers it. */
export type AcceptedMessage = AcceptItem & { createdAt: Date };

function committer(): GroupCommit<AcceptItem, Accepted | typeof STALE> {
  return once('accept-committer', () => new GroupCommit((items) => insertBatch(pool(), items)));
}

/**
 * Accepts one message: resolves its settings, then commits it durably together with all others that arrive meanwhile,
 * and with the key's exact counters. STALE when the key is no longer what `record` says; then nothing was written.
 * Throws `missing_scope`, `invalid_fields` (dlr_url that may not be called), `unavailable`.
 */
export async function acceptMessage(
  actor: KeyActor,
  record: KeyRecord,
  input: SendInput,
): Promise<AcceptedMessage | typeof STALE> {
  requirePermission(actor, 'messages:send');
  requireCallable(input.dlr_url);
  const settings = effectiveSettings(
    { sender: input.from, dlrUrl: input.dlr_url },
    record.settings,
    record.accountSettings,
  );
  const { encoding, segments } = measure(input.text);
  const item: AcceptItem = {
    id: newId(),
    accountId: record.accountId,
    apiKeyId: record.id,
    revision: record.revision,
    mode: record.mode,
    recipient: input.to,
    sender: settings.sender,
    text: input.text,
    encoding,
    segments,
    dlrUrl: settings.dlrUrl,
    clientIp: actor.ip,
  };
  const result = await committer().add(item);
  if (result === STALE) return STALE;
  announceQueued();
  return { ...item, createdAt: result.createdAt };
}

function requireCallable(dlrUrl: string | null | undefined): void {
  const problem = dlrUrl == null ? null : webhookUrlProblem(dlrUrl, env().WEBHOOK_ALLOW_CIDRS);
  if (problem) throw invalidFields({ dlr_url: problem });
}
