import type { Actor, Role } from '../../access/actor';
import { requireOperator } from '../../access/permissions';
import { escapeLike, pageWithin } from '../../base/paging';
import { db, pool } from '../../database/db';
import { type AccountFilterInput, accountFilterSchema, type UserFilterInput, userFilterSchema } from './schema';

const PAGE_SIZE = 20;
/** Records that are counted and can be paged through: a search that matches everything must not read everything. */
const MAX_COUNTED = 10_000;
/** Accounts named in a user's row. */
const MAX_ACCOUNTS_NAMED = 2;

/** An account in the operator's list. */
export type AccountRow = {
  id: string;
  name: string;
  verifiedAt: Date | null;
  createdAt: Date;
  members: number;
  keys: number;
  /** Id of its pending verification request. */
  pendingRequestId: string | null;
};

export type AccountPage = { accounts: AccountRow[]; total: number; page: number; pageSize: number };

/** Returns a page of the installation's accounts, newest first. A page past the end is the last one. Operators only. */
export async function listAccountPage(actor: Actor, input: AccountFilterInput = {}): Promise<AccountPage> {
  requireOperator(actor);
  const { search, state, page: requestedPage } = accountFilterSchema.parse(input);
  const where = {
    ...(search && { name: { contains: escapeLike(search), mode: 'insensitive' as const } }),
    ...(state && { verifiedAt: state === 'verified' ? { not: null } : null }),
  };
  const total = await db().account.count({ where, take: MAX_COUNTED });
  const page = pageWithin(requestedPage, total, PAGE_SIZE);
  const rows = await db().account.findMany({
    where,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    skip: (page - 1) * PAGE_SIZE,
    take: PAGE_SIZE,
    select: {
      id: true,
      name: true,
      verifiedAt: true,
      createdAt: true,
      verifications: { where: { state: 'pending' }, select: { id: true } },
    },
  });
  const counts = await countsOf(rows.map(({ id }) => id));
  const accounts = rows.map(({ verifications, ...row }) => ({
    ...row,
    ...counts(row.id),
    pendingRequestId: verifications[0]?.id ?? null,
  }));
  return { accounts, total, page, pageSize: PAGE_SIZE };
}

/** Counts members and keys of these accounts only: as part of the query, Prisma would count those of all accounts. */
async function countsOf(ids: string[]): Promise<(id: string) => { members: number; keys: number }> {
  const [members, keys] = await Promise.all([
    db().member.groupBy({ by: 'accountId', where: { accountId: { in: ids } }, _count: true }),
    db().apiKey.groupBy({ by: 'accountId', where: { accountId: { in: ids }, deletedAt: null }, _count: true }),
  ]);
  const byId = (rows: { accountId: string; _count: number }[]) =>
    new Map(rows.map((row) => [row.accountId, row._count]));
  const [memberCounts, keyCounts] = [byId(members), byId(keys)];
  return (id) => ({ members: memberCounts.get(id) ?? 0, keys: keyCounts.get(id) ?? 0 });
}

/** A user in the operator's list. */
export type UserRow = {
  id: string;
  username: string;
  email: string;
  operator: boolean;
  disabled: boolean;
  twoFactor: boolean;
  /** The first two accounts that the user joined. */
  accounts: { id: string; name: string; role: Role }[];
  /** Number of the user's accounts. */
  accountCount: number;
};

export type UserPage = { users: UserRow[]; total: number; page: number; pageSize: number };

/** Returns a page of the installation's users, newest first. A page past the end is the last one. Operators only. */
export async function listUserPage(actor: Actor, input: UserFilterInput = {}): Promise<UserPage> {
  requireOperator(actor);
  const { search, page: requestedPage } = userFilterSchema.parse(input);
  const pattern = search && `%${escapeLike(search)}%`;
  const counted = await pool().query<{ total: number }>(
    `SELECT count(*)::int AS total FROM (SELECT FROM app_user u WHERE ${MATCHES} LIMIT $2) AS found`,
    [pattern, MAX_COUNTED],
  );
  const total = counted.rows[0]?.total ?? 0;
  const page = pageWithin(requestedPage, total, PAGE_SIZE);
  const values = [pattern, PAGE_SIZE, (page - 1) * PAGE_SIZE, MAX_ACCOUNTS_NAMED];
  const { rows } = await pool().query<UserRow>(USERS, values);
  return { users: rows, total, page, pageSize: PAGE_SIZE };
}

const MATCHES = `($1::text = '' OR u.username ILIKE $1::text OR u.email ILIKE $1::text)`;

/** Selects the page's users first, by their time-ordered ids, and joins the other tables only for those. */
const USERS = `
  SELECT u.id, u.username, u.email, u.operator, u.disabled_at IS NOT NULL AS disabled,
         t.confirmed_at IS NOT NULL OR EXISTS (SELECT 1 FROM passkey p WHERE p.user_id = u.id) AS "twoFactor", c.total AS "accountCount", f.accounts
  FROM (SELECT * FROM app_user u WHERE ${MATCHES} ORDER BY u.id DESC LIMIT $2 OFFSET $3) u
  LEFT JOIN two_factor t ON t.user_id = u.id
  CROSS JOIN LATERAL (SELECT count(*)::int AS total FROM member WHERE user_id = u.id) c
  CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(json_build_object('id', a.id, 'name', a.name, 'role', m.role)
                             ORDER BY m.created_at, a.id), '[]') AS accounts
    FROM (SELECT account_id, role, created_at FROM member WHERE user_id = u.id
          ORDER BY created_at, account_id LIMIT $4) m
    JOIN account a ON a.id = m.account_id) f
  ORDER BY u.id DESC`;
