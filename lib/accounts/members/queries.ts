import type { Role, UserActor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { escapeLike, pageCount } from '../../base/paging';
import { db, pool } from '../../database/db';
import { MEMBER_PAGE_SIZE, type MemberFilter } from './schema';

const MAX_ACCOUNTS = 50;

/** A member in the list. */
export type MemberView = {
  userId: string;
  username: string;
  email: string;
  role: Role;
  joinedAt: Date;
  /** Latest request of their sessions in this account; null without a session. */
  lastSeenAt: Date | null;
  twoFactor: boolean;
  /** Disabled by an operator: the user cannot sign in. */
  disabled: boolean;
};

export type MemberPage = { members: MemberView[]; total: number; page: number; pageSize: number };

/** Returns the account's members by date of joining, 50 a page. A page past the end is the last one. */
export async function listMembers(actor: UserActor, filter: MemberFilter): Promise<MemberPage> {
  const accountId = requirePermission(actor, 'members:read');
  const pattern = filter.search === '' ? null : `%${escapeLike(filter.search)}%`;
  let { page } = filter;
  let found = await readPage(accountId, pattern, page);
  const last = pageCount(found.total, MEMBER_PAGE_SIZE);
  if (page > last) {
    page = last;
    found = await readPage(accountId, pattern, page);
  }
  return { ...found, page, pageSize: MEMBER_PAGE_SIZE };
}

async function readPage(accountId: string, pattern: string | null, page: number) {
  const values = [accountId, pattern, MEMBER_PAGE_SIZE, (page - 1) * MEMBER_PAGE_SIZE];
  const { rows } = await pool().query<{ total: number; members: Row[] | null }>(pageStatement(pattern), values);
  const [{ total, members } = { total: 0, members: null }] = rows;
  return { total, members: (members ?? []).map(toView) };
}

/** Returns the actor's other accounts, by name, at most 50. */
export async function listOtherAccounts(actor: UserActor): Promise<{ id: string; name: string }[]> {
  const rows = await db().member.findMany({
    where: { userId: actor.userId, accountId: { not: actor.accountId } },
    select: { account: { select: { id: true, name: true } } },
    orderBy: { account: { name: 'asc' } },
    take: MAX_ACCOUNTS,
  });
  return rows.map(({ account }) => account);
}

/** Dates are texts in JSON. */
type Row = Omit<MemberView, 'joinedAt' | 'lastSeenAt'> & { joinedAt: string; lastSeenAt: string | null };

function toView(row: Row): MemberView {
  return { ...row, joinedAt: new Date(row.joinedAt), lastSeenAt: row.lastSeenAt ? new Date(row.lastSeenAt) : null };
}

/**
 * Without a search, count and page read only an index of the account's members, not the tables. With one, matching members
 * are found once for both.
 */
const SOURCES = {
  all: {
    with: '',
    from: 'member m WHERE m.account_id = $1::uuid AND $2::text IS NULL',
  },
  matching: {
    with: `WITH matching AS MATERIALIZED (
        SELECT m.created_at, m.user_id FROM member m JOIN app_user u ON u.id = m.user_id
        WHERE m.account_id = $1::uuid AND (u.username ILIKE $2::text OR u.email ILIKE $2::text)
      )`,
    from: 'matching m',
  },
};

/** Selects the page's members first, and joins the other tables only for those, at most 50. */
function pageStatement(pattern: string | null): string {
  const source = pattern === null ? SOURCES.all : SOURCES.matching;
  return `${source.with}
    SELECT (SELECT count(*)::int FROM ${source.from}) AS total,
           (SELECT json_agg(row_to_json(v)) FROM (
              SELECT u.id AS "userId", u.username, u.email, p.role, p.created_at AS "joinedAt", s.at AS "lastSeenAt",
                     t.confirmed_at IS NOT NULL OR EXISTS (SELECT 1 FROM passkey k WHERE k.user_id = u.id) AS "twoFactor",
                     u.disabled_at IS NOT NULL AS disabled
              FROM (SELECT m.created_at, m.user_id FROM ${source.from}
                    ORDER BY m.created_at, m.user_id LIMIT $3 OFFSET $4) f
              JOIN member p ON p.account_id = $1::uuid AND p.user_id = f.user_id
              JOIN app_user u ON u.id = f.user_id
              LEFT JOIN two_factor t ON t.user_id = f.user_id
              LEFT JOIN LATERAL (SELECT max(last_seen_at) AS at FROM session
                                 WHERE user_id = f.user_id AND account_id = $1::uuid) s ON true
              ORDER BY f.created_at, f.user_id
            ) v) AS members`;
}
