import { escapeLike } from '../base/paging';
import { Prisma } from '../database/db';
import type { Slice } from '../database/keyset';
import type { KeyListQuery } from './api-schema';
import type { KeyFilter } from './schema';

/**
 * Whether the page is selected from the usage rows. A key's row and its usage row both have the columns of the filters, so
 * that one table is enough: joining 100,000 rows of each would take longer than all the rest.
 */
export function isByUsage({ sort }: Pick<KeyFilter, 'sort'>): boolean {
  return sort === 'lastUsedAt' || sort === 'timesUsed';
}

/** How many keys pass the filter: `total`. */
export function countStatement(accountId: string, filter: KeyFilter): Prisma.Sql {
  return Prisma.sql`SELECT count(*)::int AS total FROM api_key k WHERE ${whereOf(accountId, filter)}`;
}

export type Place = {
  offset: number;
  limit: number;
  /** Counted from the far end, in the opposite order. */
  backwards: boolean;
};

/** The `id`s of one page of the keys that pass a filter without a search. */
export function pageStatement(accountId: string, filter: KeyFilter, place: Place): Prisma.Sql {
  const from = isByUsage(filter) ? Prisma.sql`api_key_usage k` : Prisma.sql`api_key k`;
  const id = isByUsage(filter) ? Prisma.sql`k.api_key_id` : Prisma.sql`k.id`;
  return Prisma.sql`
    SELECT ${id} AS id FROM ${from} WHERE ${whereOf(accountId, filter)}
    ORDER BY ${orderOf(filter, place.backwards, { column: columnOf(filter, 'k'), id })}
    LIMIT ${place.limit} OFFSET ${place.offset}`;
}

/** Keys that a search finds at most, the newest: one that matches 100,000 would sort all of them for each page. */
export const MAX_FOUND = 5_000;

/**
 * `total` and `ids` of a page of what a search finds, with what it looks through read only once. Of more than `maxFound` keys
 * only the newest are found.
 */
export function searchStatement(accountId: string, filter: KeyFilter, maxFound = MAX_FOUND): Prisma.Sql {
  const usage = isByUsage(filter)
    ? Prisma.sql`JOIN api_key_usage u ON u.api_key_id = k.id AND u.account_id = ${accountId}::uuid`
    : Prisma.empty;
  const found = { column: Prisma.sql`f.sorted`, id: Prisma.sql`f.id` };
  return Prisma.sql`
    WITH found AS MATERIALIZED (
      SELECT k.id, ${columnOf(filter, 'u')} AS sorted FROM api_key k ${usage}
      WHERE ${whereOf(accountId, filter)} AND ${searchCondition(filter.search)}
      ORDER BY k.created_at DESC, k.id DESC LIMIT ${maxFound}
    ), size AS (SELECT count(*)::int AS total FROM found)
    SELECT s.total, ARRAY(
      SELECT f.id FROM found f ORDER BY ${orderOf(filter, false, found)} LIMIT ${filter.pageSize}
      OFFSET greatest(0, least(${filter.page - 1}::int, (s.total - 1) / ${filter.pageSize}::int)) * ${filter.pageSize}::int
    ) AS ids FROM size s`;
}

/** A slice of the keys that pass the query's filter, in the slice's order: `id` and `createdAt`. */
export function sliceStatement(accountId: string, query: KeyListQuery, slice: Slice): Prisma.Sql {
  const { type, environment, status, restriction, search } = query;
  const conditions = [whereOf(accountId, { type, environment, status, restriction }), slice.condition];
  if (search) conditions.push(searchCondition(search));
  return Prisma.sql`
    SELECT k.id, k.created_at AS "createdAt" FROM api_key k WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY ${slice.order} LIMIT ${slice.limit}`;
}

/** Returns a filter in SQL, over either table as `k`. Values are always parameters. */
function whereOf(
  accountId: string,
  filter: Pick<KeyFilter, 'status' | 'type' | 'environment' | 'restriction'>,
): Prisma.Sql {
  const conditions = [Prisma.sql`k.account_id = ${accountId}::uuid`, statusCondition(filter.status)];
  if (filter.type) conditions.push(Prisma.sql`k.type = ${filter.type}::key_type`);
  if (filter.environment) conditions.push(Prisma.sql`k.environment = ${filter.environment}::environment`);
  if (filter.restriction === 'none') conditions.push(Prisma.sql`NOT k.ip_restricted`);
  else if (filter.restriction) {
    conditions.push(Prisma.sql`k.ip_restricted AND k.ip_mode = ${filter.restriction}::ip_mode`);
  }
  return Prisma.join(conditions, ' AND ');
}

function statusCondition(status: KeyFilter['status']): Prisma.Sql {
  switch (status) {
    case 'any':
      return Prisma.sql`TRUE`;
    case 'deleted':
      return Prisma.sql`k.deleted_at IS NOT NULL`;
    case 'current':
      return Prisma.sql`k.deleted_at IS NULL`;
    case 'disabled':
      return Prisma.sql`k.deleted_at IS NULL AND NOT k.enabled`;
    case 'expired':
      return Prisma.sql`k.deleted_at IS NULL AND k.enabled AND k.expires_at <= now()`;
    case 'enabled':
      return Prisma.sql`k.deleted_at IS NULL AND k.enabled AND (k.expires_at IS NULL OR k.expires_at > now())`;
  }
}

/** Name, description, key id, or the readable first or last characters of an auth key. */
function searchCondition(search: string): Prisma.Sql {
  const pattern = `%${escapeLike(search)}%`;
  // By the same lower() that made the column: languages differ in it.
  return Prisma.sql`k.search_text LIKE lower(${pattern})`;
}

/** Sorting, with the id as the last word so that pages never overlap. */
function orderOf(filter: KeyFilter, backwards: boolean, by: { column: Prisma.Sql; id: Prisma.Sql }): Prisma.Sql {
  const ascending = (filter.direction === 'asc') !== backwards;
  const way = ascending ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  // Keys never used come after all used ones, newest use first; the other way round they come first.
  const nulls = ascending ? Prisma.sql`NULLS FIRST` : Prisma.sql`NULLS LAST`;
  return Prisma.sql`${by.column} ${way} ${filter.sort === 'lastUsedAt' ? nulls : Prisma.empty}, ${by.id} ${way}`;
}

function columnOf({ sort }: KeyFilter, usage: 'k' | 'u'): Prisma.Sql {
  switch (sort) {
    case 'name':
      return Prisma.sql`k.sort_name`;
    case 'type':
      return Prisma.sql`k.type`;
    case 'createdBy':
      return Prisma.sql`k.created_by_name`;
    case 'createdAt':
      return Prisma.sql`k.created_at`;
    case 'lastUsedAt':
      return Prisma.raw(`${usage}.last_used_at`);
    case 'timesUsed':
      return Prisma.raw(`${usage}.times_used`);
    case 'status':
      return Prisma.sql`k.enabled`;
  }
}
