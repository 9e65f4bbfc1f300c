import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { notFound } from '../../base/errors';
import { isId } from '../../base/ids';
import { pageWithin } from '../../base/paging';
import { db } from '../../database/db';
import { logger } from '../../runtime/logger';
import { foldCounts } from '../counts/fold';
import { readDays } from '../counts/read-counts';
import type { KeyRow } from '../key-row';
import { type KeyView, lastDays, SPARKLINE_DAYS, toView } from '../key-view';
import { countStatement, isByUsage, type Place, pageStatement, searchStatement } from '../list-statement';
import { type KeyFilter, type KeyFilterInput, keyFilterSchema } from '../schema';
import { findKeyRow } from './find-key';
import { readKeyRows } from './key-rows';

/** Pages that are looked for while the count is still under way, from the near end. */
const NEAR_PAGES = 50;

export type KeyPage = { keys: KeyView[]; total: number; page: number; pageSize: number };

/** One page of the account's keys, filtered and sorted by the database. A page past the end is the last one. */
export async function listKeys(actor: Actor, input: KeyFilterInput = {}): Promise<KeyPage> {
  const accountId = requirePermission(actor, 'keys:read');
  const filter = keyFilterSchema.parse(input);
  if (isByUsage(filter)) await foldForOrder();
  const { total, ids } = filter.search ? await search(accountId, filter) : await browse(accountId, filter);
  const page = pageWithin(filter.page, total, filter.pageSize);
  return { keys: await viewsOf(actor, accountId, ids), total, page, pageSize: filter.pageSize };
}

/** The order by use may be this old. What the page shows of each key is exact. */
const ORDER_MAX_AGE_MS = 1_000;

/** Folds counts, since the order is read from the totals. The page is more important than its order. */
async function foldForOrder(): Promise<void> {
  await foldCounts({ maxAgeMs: ORDER_MAX_AGE_MS }).catch((error: unknown) => {
    logger().warn({ err: error }, 'counts of keys could not be folded');
  });
}

type Found = { total: number; ids: string[] };

async function search(accountId: string, filter: KeyFilter): Promise<Found> {
  const [found] = await db().$queryRaw<Found[]>(searchStatement(accountId, filter));
  return found ?? { total: 0, ids: [] };
}

async function browse(accountId: string, filter: KeyFilter): Promise<Found> {
  const counted = db().$queryRaw<{ total: number }[]>(countStatement(accountId, filter));
  const guess = { offset: (filter.page - 1) * filter.pageSize, limit: filter.pageSize, backwards: false };
  const guessed = filter.page <= NEAR_PAGES ? idsAt(accountId, filter, guess) : Promise.resolve([]);
  const [[row], ids] = await Promise.all([counted, guessed]);
  const total = row?.total ?? 0;
  if (ids.length > 0 || total === 0) return { total, ids };
  const place = placeOf(filter, total);
  const found = await idsAt(accountId, filter, place);
  return { total, ids: place.backwards ? found.reverse() : found };
}

/** A page beyond the middle is counted from the far end: the database must sort and skip only what lies before it. */
function placeOf({ page, pageSize }: KeyFilter, total: number): Place {
  const offset = (pageWithin(page, total, pageSize) - 1) * pageSize;
  const limit = Math.min(pageSize, total - offset);
  const after = total - offset - limit;
  return after < offset ? { offset: after, limit, backwards: true } : { offset, limit, backwards: false };
}

async function idsAt(accountId: string, filter: KeyFilter, place: Place): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>(pageStatement(accountId, filter, place));
  return rows.map(({ id }) => id);
}

async function viewsOf(actor: Actor, accountId: string, ids: string[]): Promise<KeyView[]> {
  const now = new Date();
  const [rows, uses] = await Promise.all([readKeyRows(db(), accountId, { id: { in: ids } }), usesByDay(ids, now)]);
  const byId = new Map(rows.map((row) => [row.id, toView(row, uses.get(row.id) ?? new Map(), now, actor)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Uses of keys by UTC day over the sparkline's days. */
async function usesByDay(ids: string[], now: Date): Promise<Map<string, Map<string, number>>> {
  const [first = ''] = lastDays(SPARKLINE_DAYS, now);
  const byKey = await readDays(db(), ids, first);
  return new Map(
    [...byKey].map(([id, days]) => [id, new Map([...days].map(([day, { uses }]): [string, number] => [day, uses]))]),
  );
}

/** One key. Throws `not_found` for another account's id too. */
export async function getKey(actor: Actor, id: string): Promise<KeyView> {
  const accountId = requirePermission(actor, 'keys:read');
  const row = await findKeyRow(db(), accountId, id);
  return viewOf(row, actor, new Date());
}

/** Returns the view of a row that is already loaded. */
export async function viewOf(row: KeyRow, reader: Actor, now: Date): Promise<KeyView> {
  const uses = await usesByDay([row.id], now);
  return toView(row, uses.get(row.id) ?? new Map(), now, reader);
}

/** Returns the id of the key with `wanted` as id or exact name. Throws `not_found`. */
export async function findKeyId(actor: Actor, wanted: string): Promise<string> {
  const accountId = requirePermission(actor, 'keys:read');
  const which = isId(wanted) ? { OR: [{ id: wanted }, { name: wanted }] } : { name: wanted };
  const row = await db().apiKey.findFirst({ where: { accountId, deletedAt: null, ...which }, select: { id: true } });
  if (!row) throw notFound('key');
  return row.id;
}
