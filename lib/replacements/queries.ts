import type { Actor } from '../access/actor';
import { requirePermission } from '../access/permissions';
import { escapeLike } from '../base/paging';
import { db, Prisma, pool } from '../database/db';
import { idColumn, type Keyset, type Page, readPage } from '../database/keyset';
import { MAX_ENTRIES, type Pair } from './rules';
import type { ReplacementFilter } from './schema';

const PAGE_SIZE = 50;

/** An entry of the account's table in the list. */
export type ReplacementView = Pair & { id: string };

/** One page. `total`: entries of the whole table, without the filter. */
export type ReplacementPage = Page<ReplacementView> & { total: number };

const NEWEST_FIRST: Keyset<ReplacementView> = { direction: 'DESC', columns: [idColumn('r.id')] };

/** Returns the account's entries, newest first, 50 a page. An account has at most 1,000. */
export async function listReplacements(actor: Actor, filter: ReplacementFilter): Promise<ReplacementPage> {
  const accountId = requirePermission(actor, 'replacements:read');
  const pattern = `%${escapeLike(filter.search)}%`;
  const found =
    filter.search === '' ? Prisma.sql`true` : Prisma.sql`(r.search ILIKE ${pattern} OR r.replacement ILIKE ${pattern})`;
  const page = await readPage(NEWEST_FIRST, filter, PAGE_SIZE, async ({ condition, order, limit }) => {
    const { rows } = await pool().query<ReplacementView>(Prisma.sql`
      SELECT r.id, r.search, r.replacement FROM auto_replacement r
      WHERE r.account_id = ${accountId}::uuid AND ${found} AND ${condition} ORDER BY ${order} LIMIT ${limit}`);
    return rows;
  });
  return { ...page, total: await db().autoReplacement.count({ where: { accountId } }) };
}

/** Returns the account's whole table, newest first. */
export async function getReplacementTable(actor: Actor): Promise<Pair[]> {
  const accountId = requirePermission(actor, 'replacements:read');
  return db().autoReplacement.findMany({
    where: { accountId },
    orderBy: { id: 'desc' },
    take: MAX_ENTRIES,
    select: { search: true, replacement: true },
  });
}
