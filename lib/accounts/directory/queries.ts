import type { Actor } from '../../auth/actor';
import { requireOperator } from '../../auth/permissions';
import { db } from '../../db';
import { type AccountFilterInput, accountFilterSchema } from './schema';

export const ACCOUNTS_A_PAGE = 20;

/** An account as a row of the operator's list. */
export type AccountRow = {
  id: string;
  name: string;
  verifiedAt: Date | null;
  createdAt: Date;
  members: number;
  keys: number;
  /** Its request that waits for the operator. */
  pendingRequestId: string | null;
};

export type AccountPage = { accounts: AccountRow[]; total: number; page: number; pageSize: number };

/** One page of the installation's accounts, newest first. A page past the end is the last one. Operators only. */
export async function listAccountPage(actor: Actor, input: AccountFilterInput = {}): Promise<AccountPage> {
  requireOperator(actor);
  const { search, state, page: wanted } = accountFilterSchema.parse(input);
  const where = {
    ...(search && { name: { contains: literally(search), mode: 'insensitive' as const } }),
    ...(state && { verifiedAt: state === 'verified' ? { not: null } : null }),
  };
  const total = await db().account.count({ where });
  const page = Math.min(wanted, Math.max(1, Math.ceil(total / ACCOUNTS_A_PAGE)));
  const rows = await db().account.findMany({
    where,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    skip: (page - 1) * ACCOUNTS_A_PAGE,
    take: ACCOUNTS_A_PAGE,
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
  return { accounts, total, page, pageSize: ACCOUNTS_A_PAGE };
}

/** Members and keys of these accounts only: counted with the rows, Prisma would count those of all accounts. */
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

/** Prisma passes the wildcards of LIKE on. */
function literally(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
