import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { invalidFields, notFound } from '../../base/errors';
import { isId } from '../../base/ids';
import { db, type Transaction } from '../../database/db';
import type { KeyListQuery } from '../api-schema';
import { nextRowsStatement } from '../list-statement';
import { MANAGED_SELECT, type ManagedKey, toManagedKey } from '../managed-key';

/**
 * The account's keys, newest first, from the one after `cursor` on. `nextCursor` is null on the last page. Throws
 * `invalid_fields` for a cursor of no key of the account; one of a deleted key still holds its place.
 */
export async function listManagedKeys(
  actor: Actor,
  query: KeyListQuery,
): Promise<{ keys: ManagedKey[]; nextCursor: string | null }> {
  const accountId = requirePermission(actor, 'keys:read');
  const { cursor, limit } = query;
  if (cursor && !(await db().apiKey.findFirst({ where: { id: cursor, accountId }, select: { id: true } }))) {
    throw invalidFields({ cursor: 'Use the next_cursor of the page before, unchanged.' });
  }
  const found = await db().$queryRaw<{ id: string }[]>(nextRowsStatement(accountId, query, limit + 1));
  const ids = found.slice(0, limit).map(({ id }) => id);
  const rows = await db().apiKey.findMany({ where: { id: { in: ids }, accountId }, select: MANAGED_SELECT });
  const now = new Date();
  const byId = new Map(rows.map((row) => [row.id, toManagedKey(row, now)]));
  return {
    keys: ids.flatMap((id) => byId.get(id) ?? []),
    nextCursor: found.length > limit ? (ids.at(-1) ?? null) : null,
  };
}

/** One key with its settings. Throws `not_found` for another account's id too. */
export async function getManagedKey(actor: Actor, id: string): Promise<ManagedKey> {
  const accountId = requirePermission(actor, 'keys:read');
  return findManagedKey(db(), accountId, id);
}

/** `getManagedKey` within the caller's transaction. */
export async function findManagedKey(
  client: Pick<Transaction, 'apiKey'>,
  accountId: string,
  id: string,
): Promise<ManagedKey> {
  const row = isId(id)
    ? await client.apiKey.findFirst({ where: { id, accountId, deletedAt: null }, select: MANAGED_SELECT })
    : null;
  if (!row) throw notFound('key');
  return toManagedKey(row, new Date());
}
