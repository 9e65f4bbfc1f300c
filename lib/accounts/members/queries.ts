import type { Role, UserActor } from '../../auth/actor';
import { requirePermission } from '../../auth/permissions';
import { db, pool } from '../../db';
import { MEMBER_PAGE_SIZE, type MemberFilter } from './schema';

const MAX_ACCOUNTS = 50;

/** A member as a row of the list. */
export type MemberView = {
  userId: string;
  username: string;
  email: string;
  role: Role;
  joinedAt: Date;
  /** Latest request of their sessions in this account; null when none is left. */
  lastSeenAt: Date | null;
  twoFactor: boolean;
  /** The operator has disabled the user: they cannot sign in. */
  disabled: boolean;
};

export type MemberPage = { members: MemberView[]; total: number; page: number; pageSize: number };

/** Members of the account, who joined first first, 50 a page. A page past the end is the last one. */
export async function listMembers(actor: UserActor, filter: MemberFilter): Promise<MemberPage> {
  const accountId = requirePermission(actor, 'members:read');
  const pattern = filter.search === '' ? null : `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`;
  const counted = await pool().query<{ total: number }>(countStatement(pattern), values(accountId, pattern));
  const total = counted.rows[0]?.total ?? 0;
  const page = Math.min(filter.page, Math.max(1, Math.ceil(total / MEMBER_PAGE_SIZE)));
  const { rows } = await pool().query<MemberView>(pageStatement(pattern), [
    ...values(accountId, pattern),
    MEMBER_PAGE_SIZE,
    (page - 1) * MEMBER_PAGE_SIZE,
  ]);
  return { members: rows, total, page, pageSize: MEMBER_PAGE_SIZE };
}

/** Accounts that the actor could switch to, by name, at most 50. */
export async function listOtherAccounts(actor: UserActor): Promise<{ id: string; name: string }[]> {
  const rows = await db().member.findMany({
    where: { userId: actor.userId, accountId: { not: actor.accountId } },
    select: { account: { select: { id: true, name: true } } },
    orderBy: { account: { name: 'asc' } },
    take: MAX_ACCOUNTS,
  });
  return rows.map(({ account }) => account);
}

// Without a search the user's table is not touched: counting and skipping read one index of the account's own.
const found = (pattern: string | null) =>
  pattern === null
    ? 'member m WHERE m.account_id = $1::uuid AND $2::text IS NULL'
    : `member m JOIN app_user u ON u.id = m.user_id
       WHERE m.account_id = $1::uuid AND (u.username ILIKE $2::text OR u.email ILIKE $2::text)`;

const values = (accountId: string, pattern: string | null) => [accountId, pattern];

const countStatement = (pattern: string | null) => `SELECT count(*)::int AS total FROM ${found(pattern)}`;

/** The page's members first, then what is told of them: sessions are looked up for 50 people at most. */
const pageStatement = (pattern: string | null) => `
  SELECT u.id AS "userId", u.username, u.email, p.role, p.created_at AS "joinedAt", s.at AS "lastSeenAt",
         coalesce(t.confirmed_at IS NOT NULL, false) AS "twoFactor", u.disabled_at IS NOT NULL AS disabled
  FROM (SELECT m.user_id, m.account_id, m.role, m.created_at FROM ${found(pattern)}
        ORDER BY m.created_at, m.user_id LIMIT $3 OFFSET $4) p
  JOIN app_user u ON u.id = p.user_id
  LEFT JOIN two_factor t ON t.user_id = p.user_id
  LEFT JOIN LATERAL (SELECT max(last_seen_at) AS at FROM session
                     WHERE user_id = p.user_id AND account_id = p.account_id) s ON true
  ORDER BY p.created_at, p.user_id`;
