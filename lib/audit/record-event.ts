import type pg from 'pg';
import type { Actor } from '../access/actor';
import { newId } from '../base/ids';
import type { Transaction } from '../database/db';
import type { AuditAction } from './actions';

export type AuditEntry = {
  action: AuditAction;
  /** Null for events of the installation. */
  accountId: string | null;
  targetKind: 'account' | 'user' | 'key' | 'invitation' | 'message' | 'sender';
  targetId: string;
  /** Never a secret: names, ids, old and new values of plain settings. */
  detail?: Record<string, string | number | boolean | null | string[]>;
};

function actorFields(actor: Actor) {
  switch (actor.kind) {
    case 'user':
      return { actorKind: 'user', actorId: actor.userId, actorName: actor.username, ip: actor.ip };
    case 'key':
      return { actorKind: 'key', actorId: actor.apiKeyId, actorName: actor.keyName, ip: actor.ip };
    case 'system':
      return { actorKind: 'system', actorId: null, actorName: actor.name, ip: actor.ip ?? null };
  }
}

/** Writes one audit event in the caller's transaction, so that no change commits without its event. */
export async function recordEvent(tx: Transaction, actor: Actor, entry: AuditEntry): Promise<void> {
  await tx.auditEvent.create({ data: toRow(actor, entry) });
}

/** `recordEvent` for a transaction of the pg driver. */
export async function recordEventBy(client: pg.ClientBase, actor: Actor, entry: AuditEntry): Promise<void> {
  const row = toRow(actor, entry);
  await client.query(
    `INSERT INTO audit_event (id, account_id, at, actor_kind, actor_id, actor_name, ip, action, target_kind, target_id, detail)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      row.id,
      row.accountId,
      row.at,
      row.actorKind,
      row.actorId,
      row.actorName,
      row.ip,
      row.action,
      row.targetKind,
      row.targetId,
      row.detail,
    ],
  );
}

function toRow(actor: Actor, entry: AuditEntry) {
  // The log is listed by id and filtered by time: the two must agree.
  const at = new Date();
  return { id: newId(at.getTime()), at, ...actorFields(actor), ...entry, detail: entry.detail ?? {} };
}
