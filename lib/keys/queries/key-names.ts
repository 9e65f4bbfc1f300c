import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { isId } from '../../base/ids';
import { db } from '../../database/db';

/** Names of the account's keys with these ids, deleted ones too. Unknown ids are left out. */
export async function listKeyNames(actor: Actor, ids: readonly string[]): Promise<{ id: string; name: string }[]> {
  const accountId = requirePermission(actor, 'keys:read');
  if (ids.length === 0) return [];
  return db().apiKey.findMany({
    where: { accountId, id: { in: ids.filter(isId) } },
    orderBy: { name: 'asc' },
    select: { id: true, name: true },
  });
}
