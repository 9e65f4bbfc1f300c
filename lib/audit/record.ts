import type { Actor } from '../auth/actor';
import type { Transaction } from '../db';
import { newId } from '../ids';

/** What can happen, as the audit log names it. */
export type AuditAction =
  | 'account.created'
  | 'account.verified'
  | 'user.created'
  | 'user.password_reset'
  | 'user.signed_in'
  | 'user.signed_out'
  | 'key.created'
  | 'key.copied'
  | 'key.enabled'
  | 'key.disabled'
  | 'key.updated'
  | 'key.rotated'
  | 'key.deleted'
  | 'key.locked'
  | 'key.unlocked';

export type AuditEntry = {
  action: AuditAction;
  /** Null for events of the installation. */
  accountId: string | null;
  targetKind: 'account' | 'user' | 'key';
  targetId: string;
  /** Never a secret: names, ids, old and new values of plain settings. */
  detail?: Record<string, string | number | boolean | null | string[]>;
};

function actorFields(actor: Actor) {
  switch (actor.kind) {
    case 'user':
      return { actorKind: 'user', actorId: actor.userId, actorName: actor.username, ip: actor.ip };
    case 'key':
      return { actorKind: 'key', actorId: actor.keyId, actorName: actor.keyName, ip: actor.ip };
    case 'system':
      return { actorKind: 'system', actorId: null, actorName: actor.name, ip: null };
  }
}

/** Writes one audit row in the caller's transaction, so that no change can commit unrecorded. */
export async function record(tx: Transaction, actor: Actor, entry: AuditEntry): Promise<void> {
  await tx.auditEvent.create({ data: { id: newId(), ...actorFields(actor), ...entry, detail: entry.detail ?? {} } });
}
