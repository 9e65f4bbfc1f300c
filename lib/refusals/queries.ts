import type { Actor, Scope } from '../access/actor';
import { requirePermission } from '../access/permissions';
import type { ErrorCode } from '../base/errors';
import { isId } from '../base/ids';
import { db, Prisma, pool } from '../database/db';
import { type Cursors, idColumn, type Keyset, type Page, readPage, type Slice, timeColumn } from '../database/keyset';
import { requireOwnKey } from '../keys/queries/key-activity';
import { compileRanges } from '../network/ranges';
import { type RefusalView, toRefusalView } from './refusal-view';
import { type FixableKey, type SuggestedFix, suggestedFixFor } from './suggested-fix';

const PAGE_SIZE = 50;
/** Refusals listed on a key's own page, and for how many days: older ones are of no use for fixing anything. */
const KEY_REFUSALS = 20;
const KEY_REFUSAL_DAYS = 7;
const DAY_MS = 86_400_000;

export type RefusalFilter = Cursors & {
  apiKeyId?: string;
  code?: ErrorCode;
  /** As it is stored: `normalizeAddress`. */
  ip?: string;
  /** Only refusals that happened last at this time or later. */
  from?: Date;
  /** Only refusals that happened last before this time. */
  until?: Date;
};

/** A refusal with its key as the key is now, and the suggested fix. */
export type AccountRefusal = RefusalView & {
  /** Null once it is deleted. */
  key: FixableKey | null;
  keyName: string;
  fix: SuggestedFix | null;
};

type Row = Parameters<typeof toRefusalView>[0] & { apiKeyId: string };

const LATEST_FIRST: Keyset<Row> = { direction: 'DESC', columns: [timeColumn('r.last_at', 'lastAt'), idColumn('r.id')] };

/**
 * Returns refusals of all keys of the account, 50 a page, by keyset of the time each happened last. One that happens again
 * moves to the top, so that the pages below do not shift.
 */
export async function listRefusals(actor: Actor, filter: RefusalFilter): Promise<Page<AccountRefusal>> {
  const accountId = requirePermission(actor, 'keys:read');
  if (filter.apiKeyId !== undefined && !isId(filter.apiKeyId)) return { rows: [], previous: null, next: null };
  const page = await readPage(LATEST_FIRST, filter, PAGE_SIZE, async (slice) => {
    const { rows } = await pool().query<Row>(listStatement(accountId, filter, slice));
    return rows;
  });
  return { ...page, rows: await withKeys(accountId, page.rows) };
}

/** The key's latest refusals, newest first, at most 20 kinds of the last 7 days. Throws `not_found`. */
export async function listKeyRefusals(actor: Actor, apiKeyId: string): Promise<RefusalView[]> {
  const accountId = await requireOwnKey(actor, apiKeyId);
  const rows = await db().refusal.findMany({
    where: { apiKeyId, accountId, lastAt: { gt: new Date(Date.now() - KEY_REFUSAL_DAYS * DAY_MS) } },
    orderBy: [{ lastAt: 'desc' }, { id: 'desc' }],
    take: KEY_REFUSALS,
  });
  return rows.map(toRefusalView);
}

function listStatement(accountId: string, filter: RefusalFilter, slice: Slice): Prisma.Sql {
  const { apiKeyId, code, ip, from, until } = filter;
  const conditions = [Prisma.sql`r.account_id = ${accountId}::uuid`, slice.condition];
  if (apiKeyId) conditions.push(Prisma.sql`r.api_key_id = ${apiKeyId}::uuid`);
  if (code) conditions.push(Prisma.sql`r.code = ${code}`);
  if (ip) conditions.push(Prisma.sql`r.ip = ${ip}`);
  if (from) conditions.push(Prisma.sql`r.last_at >= ${from}::timestamptz`);
  if (until) conditions.push(Prisma.sql`r.last_at < ${until}::timestamptz`);
  return Prisma.sql`
    SELECT r.id, r.api_key_id AS "apiKeyId", r.code, r.ip, r.detail, r.needed, r.count, r.last_at AS "lastAt"
    FROM refusal r WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${slice.order} LIMIT ${slice.limit}`;
}

async function withKeys(accountId: string, rows: Row[]): Promise<AccountRefusal[]> {
  const keys = await db().apiKey.findMany({
    where: { id: { in: [...new Set(rows.map((row) => row.apiKeyId))] }, accountId },
    select: {
      id: true,
      name: true,
      deletedAt: true,
      enabled: true,
      expiresAt: true,
      scopes: true,
      compatible: true,
      allowQueryKey: true,
      ipRestricted: true,
      ipMode: true,
      ipEntries: true,
      lockedIp: true,
      account: { select: { verifiedAt: true } },
    },
  });
  const now = new Date();
  const known = new Map(
    keys.map(({ deletedAt, ipRestricted, ipMode, ipEntries, lockedIp, account, scopes, ...rest }) => {
      const restriction = { active: ipRestricted, mode: ipMode, lockedIp };
      const key: FixableKey = { ...rest, scopes: scopes as Scope[], restriction };
      const withRanges = { ...key, ranges: compileRanges(ipEntries), accountVerified: account.verifiedAt !== null };
      return [rest.id, { key, withRanges, deletedAt }];
    }),
  );
  return rows.map((row) => {
    const view = toRefusalView(row);
    const of = known.get(row.apiKeyId);
    if (!of || of.deletedAt) return { ...view, key: null, keyName: of?.key.name ?? 'a deleted key', fix: null };
    return { ...view, key: of.key, keyName: of.key.name, fix: suggestedFixFor(view, of.withRanges, now) };
  });
}
