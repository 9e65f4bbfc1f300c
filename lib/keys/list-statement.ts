import { Prisma } from '../db';
import type { KeyFilter } from './schema';

/** What a filter means in SQL over `api_key k` and `api_key_usage u`. Values are always parameters. */
export function whereOf(accountId: string, filter: KeyFilter): Prisma.Sql {
  const conditions = [Prisma.sql`k.account_id = ${accountId}::uuid`, statusCondition(filter.status)];
  if (filter.type) conditions.push(Prisma.sql`k.type = ${filter.type}::key_type`);
  if (filter.mode) conditions.push(Prisma.sql`k.mode = ${filter.mode}::key_mode`);
  if (filter.restriction === 'none') conditions.push(Prisma.sql`NOT k.ip_restricted`);
  else if (filter.restriction) {
    conditions.push(Prisma.sql`k.ip_restricted AND k.ip_mode = ${filter.restriction}::ip_mode`);
  }
  if (filter.search) conditions.push(searchCondition(filter.search));
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
  const pattern = `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return Prisma.sql`k.search_text LIKE ${pattern}`;
}

/** Sorting, with the id as the last word so that pages never overlap. */
export function orderOf({ sort, direction }: KeyFilter): Prisma.Sql {
  const way = direction === 'asc' ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  return Prisma.sql`${columnOf(sort)} ${way} ${nullsOf(sort, direction)}, k.id ${way}`;
}

function columnOf(sort: KeyFilter['sort']): Prisma.Sql {
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
      return Prisma.sql`u.last_used_at`;
    case 'timesUsed':
      return Prisma.sql`u.times_used`;
    case 'status':
      return Prisma.sql`k.enabled`;
  }
}

/** Keys never used come after all used ones, newest use first; the other way round they come first. */
function nullsOf(sort: KeyFilter['sort'], direction: KeyFilter['direction']): Prisma.Sql {
  if (sort !== 'lastUsedAt') return Prisma.empty;
  return direction === 'desc' ? Prisma.sql`NULLS LAST` : Prisma.sql`NULLS FIRST`;
}

/** The tables that filter and sort need. */
export function fromOf({ sort }: KeyFilter): Prisma.Sql {
  const byUsage = sort === 'lastUsedAt' || sort === 'timesUsed';
  return byUsage ? Prisma.sql`api_key k JOIN api_key_usage u ON u.api_key_id = k.id` : Prisma.sql`api_key k`;
}
