import type { Actor } from '../access/actor';
import { lowestIdAt } from '../base/ids';
import type { Transaction } from '../database/db';
import { type AuditEntry, recordEvent } from './record-event';

/** A repeated copy within this time adds nothing to the log: a script that copies in a loop must not fill the disk. */
const REPEATED_MS = 3_600_000;

/**
 * Records that the actor copied a secret of the target: once an hour, and again after any change of the target, such as a
 * rotation, since it is another secret then.
 */
export async function recordCopy(tx: Transaction, actor: Actor, entry: AuditEntry): Promise<void> {
  const actorId = actor.kind === 'user' ? actor.userId : actor.kind === 'key' ? actor.apiKeyId : null;
  if (actorId !== null && (await isRecorded(tx, actorId, entry))) return;
  await recordEvent(tx, actor, entry);
}

async function isRecorded(
  tx: Transaction,
  actorId: string,
  { accountId, action, targetId, detail }: AuditEntry,
): Promise<boolean> {
  // Copies of one actor wait for each other: none would see the events of the others.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`copy ${actorId} ${targetId}`}, 0))`;
  const what = typeof detail?.what === 'string' ? detail.what : null;
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT FROM audit_event c
    WHERE c.target_id = ${targetId} AND c.account_id = ${accountId}::uuid AND c.action = ${action} AND c.actor_id = ${actorId}
      AND c.detail->>'what' IS NOT DISTINCT FROM ${what} AND c.id >= ${lowestIdAt(new Date(Date.now() - REPEATED_MS))}::uuid
      AND NOT EXISTS (SELECT FROM audit_event o
                      WHERE o.target_id = c.target_id AND o.id > c.id AND o.action <> c.action)
    LIMIT 1`;
  return rows.length > 0;
}
