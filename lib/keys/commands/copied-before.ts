import { beyondRole } from '../../access/permissions';
import { invalidFields } from '../../base/errors';
import type { Transaction } from '../../database/db';
import type { LockedKey } from './key-transaction';

/**
 * A member who copied the key keeps it: a scope added afterwards must not exceed that member's rights. Counts the copies of
 * the secrets that are still valid, so that a rotation without overlap clears the way. Throws `invalid_fields`.
 */
export async function requireNotCopiedBeyond(tx: Transaction, key: LockedKey, added: readonly string[]): Promise<void> {
  if (key.type !== 'auth' || !key.copyable || beyondRole(null, added).length === 0) return;
  const holders = await holdersOf(tx, key);
  const members = await tx.member.findMany({
    where: { accountId: key.accountId, userId: { in: [...holders.keys()] } },
    select: { userId: true, role: true },
  });
  const roles = new Map(members.map(({ userId, role }) => [userId, role]));
  for (const [userId, name] of holders) {
    const missing = beyondRole(roles.get(userId) ?? null, added);
    if (missing.length === 0) continue;
    throw invalidFields({
      scopes: `${name} has copied this key and lacks ${missing.join(', ')}. Rotate the key without an overlap first, or create a new key with these scopes.`,
    });
  }
}

/** Names, by user id, of the people who copied a secret of the key that is still valid. */
async function holdersOf(tx: Transaction, { id, accountId }: LockedKey): Promise<Map<string, string>> {
  const oldest = await tx.apiKeySecret.findFirst({
    where: { apiKeyId: id, accountId, OR: [{ validUntil: null }, { validUntil: { gt: new Date() } }] },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  if (!oldest) return new Map();
  // Ids of secrets and events are both ordered by time. An event with `what` is about the webhook secret.
  const copies = await tx.$queryRaw<{ id: string; name: string }[]>`
    SELECT DISTINCT ON (actor_id) actor_id AS id, actor_name AS name FROM audit_event
    WHERE account_id = ${accountId}::uuid AND target_id = ${id} AND action = 'key.copied' AND actor_kind = 'user'
      AND actor_id IS NOT NULL AND id > ${oldest.id}::uuid AND NOT jsonb_exists(detail, 'what')`;
  return new Map(copies.map((copy) => [copy.id, copy.name]));
}
