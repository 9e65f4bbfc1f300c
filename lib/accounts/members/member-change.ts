import type { Actor } from '../../access/actor';
import { type Permission, requirePermission } from '../../access/permissions';
import { AppError } from '../../base/errors';
import { db, type Transaction } from '../../database/db';
import { lockAccount } from '../account-lock';

/**
 * Runs `run` while nobody else changes who belongs to the account. The actor's right is judged once more under the lock:
 * of two administrators who take each other's role at the same moment, the second is none any more. Throws
 * `forbidden`, or `signed_out` for somebody who is no member any more.
 */
export async function changeMembers<T>(
  actor: Actor,
  permission: Permission,
  run: (tx: Transaction, accountId: string) => Promise<T>,
): Promise<T> {
  const accountId = requirePermission(actor, permission);
  return db().$transaction(async (tx) => {
    await lockAccount(tx, accountId);
    if (actor.kind === 'user') {
      const { userId } = actor;
      const now = await tx.member.findFirst({ where: { accountId, userId }, select: { role: true } });
      if (!now) throw new AppError('signed_out', 'You are signed out. Sign in again.');
      requirePermission({ ...actor, role: now.role }, permission);
    }
    return run(tx, accountId);
  });
}
