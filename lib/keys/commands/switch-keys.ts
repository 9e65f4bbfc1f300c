import type { Actor } from '../../access/actor';
import type { Environment } from '../../access/environment';
import { requirePermission } from '../../access/permissions';
import type { AuditAction } from '../../audit/actions';
import { recordEvent } from '../../audit/record-event';
import { notFound } from '../../base/errors';
import { db, type Transaction } from '../../database/db';
import { requireOwnLife, requireReach } from '../grantable-scopes';
import { bulkSchema } from '../schema';
import { bumpRevision, lockUsage } from './key-transaction';

/**
 * Enables or disables keys, from the next request of every process on. Returns the ids of the keys that were in the other
 * state before, for an undo. Throws `not_found` when one does not exist.
 */
export async function setKeysEnabled(actor: Actor, ids: string[], enabled: boolean): Promise<string[]> {
  const accountId = requirePermission(actor, 'keys:update');
  const keys = await eachOf(actor, accountId, ids, enabled ? 'key.enabled' : 'key.disabled', (tx, found) =>
    tx.apiKey.updateMany({ where: { id: { in: found }, accountId }, data: { enabled } }),
  );
  return keys.filter((key) => key.enabled !== enabled).map(({ id }) => id);
}

/**
 * Deletes keys for good: their secrets are erased, their names are free again, their messages stay. Throws `not_found`
 * when one is not there; then none is deleted.
 */
export async function deleteKeys(actor: Actor, ids: string[]): Promise<void> {
  const accountId = requirePermission(actor, 'keys:delete');
  await eachOf(actor, accountId, ids, 'key.deleted', async (tx, found) => {
    await tx.apiKey.updateMany({
      where: { id: { in: found }, accountId },
      data: { deletedAt: new Date(), enabled: false },
    });
    await tx.apiKeySecret.deleteMany({ where: { apiKeyId: { in: found }, accountId } });
  });
}

type SwitchedKey = { id: string; name: string; environment: Environment; enabled: boolean; expiresAt: Date | null };

/** Returns the keys as they were before the change. */
async function eachOf(
  actor: Actor,
  accountId: string,
  wanted: string[],
  action: AuditAction,
  change: (tx: Transaction, ids: string[]) => Promise<unknown>,
): Promise<SwitchedKey[]> {
  const parsed = bulkSchema.safeParse({ ids: wanted });
  if (!parsed.success) throw notFound('key');
  const ids = [...new Set(parsed.data.ids)].sort();
  return db().$transaction(async (tx) => {
    const found = await tx.$queryRaw<SwitchedKey[]>`
      SELECT id, name, environment, enabled, expires_at AS "expiresAt" FROM api_key
      WHERE id = ANY(${ids}::uuid[]) AND account_id = ${accountId}::uuid AND deleted_at IS NULL ORDER BY id FOR UPDATE`;
    if (found.length < ids.length) throw notFound('key');
    for (const key of found) {
      requireReach(actor, key.environment);
      if (action === 'key.enabled' && !key.enabled) requireOwnLife(actor, key.expiresAt);
    }
    await lockUsage(tx, accountId, ids);
    await change(tx, ids);
    await bumpRevision(tx, accountId, ids);
    for (const { id, name } of found) {
      await recordEvent(tx, actor, { action, accountId, targetKind: 'key', targetId: id, detail: { name } });
    }
    return found;
  });
}
