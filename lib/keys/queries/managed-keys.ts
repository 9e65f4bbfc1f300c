import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { invalidFields } from '../../base/errors';
import { db } from '../../database/db';
import { cursorOf, idColumn, type Keyset, readPage, timeColumn } from '../../database/keyset';
import type { KeyListQuery } from '../api-schema';
import { sliceStatement } from '../list-statement';
import { type ManagedKey, toManagedKey } from '../managed-key';
import { findKeyRow } from './find-key';
import { type KeyReader, readKeyRows } from './key-rows';

type Position = { id: string; createdAt: Date };

const NEWEST_FIRST: Keyset<Position> = {
  direction: 'DESC',
  columns: [timeColumn('k.created_at', 'createdAt'), idColumn('k.id')],
};

/**
 * The account's keys, newest first, from the one after `cursor` on. `nextCursor` is null on the last page. Throws
 * `invalid_fields` for a cursor of no key of the account; one of a deleted key still holds its place.
 */
export async function listManagedKeys(
  actor: Actor,
  query: KeyListQuery,
): Promise<{ keys: ManagedKey[]; nextCursor: string | null }> {
  const accountId = requirePermission(actor, 'keys:read');
  const before = query.cursor ? await positionOf(accountId, query.cursor) : null;
  const page = await readPage(NEWEST_FIRST, { before }, query.limit, (slice) =>
    db().$queryRaw<Position[]>(sliceStatement(accountId, query, slice)),
  );
  const ids = page.rows.map(({ id }) => id);
  const rows = await readKeyRows(db(), accountId, { id: { in: ids } });
  const now = new Date();
  const byId = new Map(rows.map((row) => [row.id, toManagedKey(row, now)]));
  return {
    keys: ids.flatMap((id) => byId.get(id) ?? []),
    nextCursor: page.next && (ids.at(-1) ?? null),
  };
}

/** Returns the position of the key whose id is the API's cursor. Throws `invalid_fields`. */
async function positionOf(accountId: string, id: string): Promise<string> {
  const row = await db().apiKey.findFirst({ where: { id, accountId }, select: { id: true, createdAt: true } });
  if (!row) throw invalidFields({ cursor: 'Use the next_cursor of the page before, unchanged.' });
  return cursorOf(NEWEST_FIRST, row);
}

/** One key with its settings. Throws `not_found` for another account's id too. */
export async function getManagedKey(actor: Actor, id: string): Promise<ManagedKey> {
  const accountId = requirePermission(actor, 'keys:read');
  return findManagedKey(db(), accountId, id);
}

/** `getManagedKey` within the caller's transaction. */
export async function findManagedKey(client: KeyReader, accountId: string, id: string): Promise<ManagedKey> {
  return toManagedKey(await findKeyRow(client, accountId, id), new Date());
}
