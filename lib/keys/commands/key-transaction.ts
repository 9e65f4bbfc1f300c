import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { haltKeys } from '../../accounts/key-revisions';
import type { AuditAction } from '../../audit/actions';
import { type AuditEntry, recordEvent } from '../../audit/record-event';
import { AppError, invalidFields, notFound } from '../../base/errors';
import { isId } from '../../base/ids';
import { db, Prisma, type Transaction } from '../../database/db';
import { requireReach } from '../grantable-scopes';
import type { KeyType } from '../schema';

export type Detail = NonNullable<AuditEntry['detail']>;

/** The key's row as commands see it, locked until they end. */
export type LockedKey = Prisma.ApiKeyGetPayload<object> & { type: KeyType };

/** The audit event of a change. */
export type Recorded = { action: AuditAction; detail: Detail };

/**
 * Changes one key of the actor's account: locks its row, runs `change`, invalidates every process's cached key,
 * and records what `change` returns, all in one transaction. Nothing returned means there was nothing to do. Throws
 * `forbidden`, `not_found`.
 */
export async function changeKey(
  actor: Actor,
  id: string,
  change: (tx: Transaction, key: LockedKey) => Promise<Recorded[]>,
): Promise<void> {
  const accountId = requirePermission(actor, 'keys:update');
  await db().$transaction(async (tx) => {
    const key = await lockKey(tx, accountId, id);
    requireReach(actor, key.environment);
    await keepRecords(tx, actor, key, await change(tx, key));
  });
}

/** Invalidates every process's cached copy of a changed key, and records the changes in the audit log. */
export async function keepRecords(tx: Transaction, actor: Actor, key: LockedKey, records: Recorded[]): Promise<void> {
  if (records.length === 0) return;
  const { id, accountId } = key;
  await bumpRevision(tx, accountId, [id]);
  for (const entry of records) await recordEvent(tx, actor, { ...entry, accountId, targetKind: 'key', targetId: id });
}

/**
 * The key's row, locked against other commands, and its usage row, which is locked before any secret's, as where counts are
 * folded: so that the two never wait for each other. Throws `not_found`.
 */
export async function lockKey(tx: Transaction, accountId: string, id: string): Promise<LockedKey> {
  if (!isId(id)) throw notFound('key');
  await tx.$queryRaw`SELECT id FROM api_key WHERE id = ${id}::uuid AND account_id = ${accountId}::uuid FOR UPDATE`;
  await lockUsage(tx, accountId, [id]);
  const key = await tx.apiKey.findFirst({ where: { id, accountId, deletedAt: null } });
  if (!key) throw notFound('key');
  return key;
}

/** Locks the usage rows of keys against acceptance and other changes. */
export async function lockUsage(tx: Transaction, accountId: string, ids: string[]): Promise<void> {
  await haltKeys(tx, ids);
  await tx.$queryRaw`
    SELECT api_key_id FROM api_key_usage
    WHERE api_key_id = ANY(${ids}::uuid[]) AND account_id = ${accountId}::uuid ORDER BY api_key_id FOR UPDATE`;
}

/**
 * Invalidates every process's cached copies of the keys: the next accepting statement with one changes nothing. Waits for
 * acceptances under way, so that none is committed after the command has returned. Copies to the usage row what the list
 * filters by; commands call this after they have changed the key's row.
 */
export async function bumpRevision(tx: Transaction, accountId: string, ids: string[]): Promise<void> {
  await haltKeys(tx, ids);
  await tx.$executeRaw`
    UPDATE api_key_usage u SET revision = u.revision + 1, enabled = k.enabled, expires_at = k.expires_at,
           ip_restricted = k.ip_restricted, ip_mode = k.ip_mode, deleted_at = k.deleted_at
    FROM api_key k
    WHERE u.api_key_id = ANY(${ids}::uuid[]) AND u.account_id = ${accountId}::uuid AND k.id = u.api_key_id`;
}

/** MessageMedia: "API credentials can only be created on Verified Accounts". Throws `account_not_verified`. */
export async function requireVerified(tx: Transaction, accountId: string): Promise<void> {
  const account = await tx.account.findUnique({ where: { id: accountId }, select: { verifiedAt: true } });
  if (!account) throw notFound('account');
  if (!account.verifiedAt) {
    throw new AppError(
      'account_not_verified',
      'API credentials can be created once this account is verified. An administrator can request it under Account → Verification.',
    );
  }
}

/** Runs `run`; a name that another key of the account has becomes `invalid_fields` on that field. */
export async function withUniqueName<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
      throw invalidFields({ name: 'Another key has this name. Choose a different one.' });
    }
    throw error;
  }
}
