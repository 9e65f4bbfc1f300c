import type { Actor } from '../auth/actor';
import type { Transaction } from '../db';
import { newId } from '../ids';

/** What can happen, as the audit log names it. */
export const AUDIT_ACTIONS = [
  'account.created',
  'account.verified',
  'verification.requested',
  'verification.approved',
  'verification.rejected',
  'user.created',
  'user.signed_in',
  'user.signed_out',
  'user.sign_in_failed',
  'user.sessions_ended',
  'user.password_changed',
  'user.password_reset',
  'user.reset_link_made',
  'user.two_factor_enabled',
  'user.two_factor_disabled',
  'user.recovery_codes_made',
  'user.recovery_code_used',
  'user.identity_linked',
  'user.account_switched',
  'user.disabled',
  'user.enabled',
  'member.invited',
  'member.invitation_revoked',
  'member.joined',
  'member.role_changed',
  'member.removed',
  'key.created',
  'key.copied',
  'key.enabled',
  'key.disabled',
  'key.updated',
  'key.rotated',
  'key.deleted',
  'key.locked',
  'key.unlocked',
  'access.refused',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export type AuditEntry = {
  action: AuditAction;
  /** Null for events of the installation. */
  accountId: string | null;
  targetKind: 'account' | 'user' | 'key' | 'invitation';
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
      return { actorKind: 'system', actorId: null, actorName: actor.name, ip: actor.ip ?? null };
  }
}

/** Writes one audit row in the caller's transaction, so that no change can commit unrecorded. */
export async function record(tx: Transaction, actor: Actor, entry: AuditEntry): Promise<void> {
  await tx.auditEvent.create({ data: { id: newId(), ...actorFields(actor), ...entry, detail: entry.detail ?? {} } });
}
