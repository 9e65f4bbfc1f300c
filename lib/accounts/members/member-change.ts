import type { Actor } from '../../access/actor';
import { type Permission, requirePermission } from '../../access/permissions';
import { AppError } from '../../base/errors';
import { db, type Transaction } from '../../database/db';
import { lockAccountForUpdate } from '../account-lock';

/**
 * Runs `run` with the account's row locked, so that its members do not change meanwhile. Checks the permission again under
 * the lock: of two administrators who take each other's role at the same moment, the second one has lost it. Throws
 * `forbidden`, or `signed_out` for a user who is no longer a member.
 */
export async function withMembersLocked<T>(
  actor: Actor,
  permission: Permission,
  run: (tx: Transaction, accountId: string) => Promise<T>,
): Promise<T> {
  const accountId = requirePermission(actor, permission);
  return db().$transaction(async (tx) => {
    await lockAccountForUpdate(tx, accountId);
    if (actor.kind === 'user') {
      const { userId } = actor;
      const current = await tx.member.findFirst({ where: { accountId, userId }, select: { role: true } });
      if (!current) throw new AppError('signed_out', 'You are signed out. Sign in again.');
      requirePermission({ ...actor, role: current.role }, permission);
    }
    return run(tx, accountId);
  });
}
