import type { Actor } from '../access/actor';
import { requirePermission } from '../access/permissions';
import { db, pool } from '../database/db';
import { MAX_ENTRIES, type Pair } from './rules';
import type { ReplacementFilter } from './schema';

const PAGE_SIZE = 50;

/** An entry of the account's table in the list. */
export type ReplacementView = Pair & { id: string };

/** One page, newest first. `total`: entries of the whole table, without the filter. */
export type ReplacementPage = {
  entries: ReplacementView[];
  hasOlder: boolean;
  hasNewer: boolean;
  total: number;
};

/** Returns the account's entries, 50 a page by keyset: ids are time-ordered. An account has at most 1,000. */
export async function listReplacements(actor: Actor, filter: ReplacementFilter): Promise<ReplacementPage> {
  const accountId = requirePermission(actor, 'replacements:read');
  const { search, before, after } = filter;
  const forward = after !== undefined;
  const { rows } = await pool().query<ReplacementView>(
    `SELECT id, search, replacement FROM auto_replacement
     WHERE account_id = $1 AND ($2::text IS NULL OR search ILIKE $2 OR replacement ILIKE $2)
       AND ($3::uuid IS NULL OR id ${forward ? '>' : '<'} $3)
     ORDER BY id ${forward ? 'ASC' : 'DESC'} LIMIT $4`,
    [
      accountId,
      search === '' ? null : `%${search.replace(/[\\%_]/g, '\\$&')}%`,
      after ?? before ?? null,
      PAGE_SIZE + 1,
    ],
  );
  const total = await db().autoReplacement.count({ where: { accountId } });
  const more = rows.length > PAGE_SIZE;
  const entries = rows.slice(0, PAGE_SIZE);
  if (forward) return { entries: entries.reverse(), hasOlder: true, hasNewer: more, total };
  return { entries, hasOlder: more, hasNewer: before !== undefined, total };
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
