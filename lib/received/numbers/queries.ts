import type { Actor } from '../../access/actor';
import { requireOperator, requirePermission } from '../../access/permissions';
import { notFound } from '../../base/errors';
import { db, Prisma, pool } from '../../database/db';
import { type Cursors, idColumn, type Keyset, type Page, readPage } from '../../database/keyset';
import { matchOf } from '../address';
import { type FindNumberInput, findNumberSchema } from '../schema';

const PAGE_SIZE = 50;
/** Numbers shown to an account. */
const MAX_OWN = 100;

/** A number, or a keyword of a number, of an account. */
export type NumberView = {
  id: string;
  number: string;
  keyword: string | null;
  /** Null: the webhook of the account. */
  webhookUrl: string | null;
  createdAt: Date;
};

/** A number in the operator's list. */
export type AnyNumber = NumberView & {
  accountId: string;
  accountName: string;
  /** Where its messages are posted to; null for nowhere. */
  effectiveUrl: string | null;
  assignedBy: string;
};

const NEWEST_FIRST: Keyset<{ id: string }> = { direction: 'DESC', columns: [idColumn('n.id')] };

/** Returns a page of the assigned numbers, the latest first, 50 a page. Operators only. */
export async function listNumbers(
  actor: Actor,
  { accountId, ...cursors }: Cursors & { accountId?: string | undefined },
): Promise<Page<AnyNumber>> {
  requireOperator(actor);
  const ofAccount = accountId ? Prisma.sql`n.account_id = ${accountId}::uuid` : Prisma.sql`true`;
  return readPage<AnyNumber>(NEWEST_FIRST, cursors, PAGE_SIZE, async ({ condition, order, limit }) => {
    const { rows } = await pool().query<AnyNumber>(Prisma.sql`
      SELECT n.id, n.number, NULLIF(n.keyword, '') AS keyword, n.webhook_url AS "webhookUrl", n.created_at AS "createdAt",
             n.account_id AS "accountId", a.name AS "accountName", n.assigned_by_name AS "assignedBy",
             COALESCE(n.webhook_url, a.dlr_url) AS "effectiveUrl"
      FROM received_number n JOIN account a ON a.id = n.account_id
      WHERE ${ofAccount} AND ${condition} ORDER BY ${order} LIMIT ${limit}`);
    return rows;
  });
}

/** Returns the id of an assignment by its number, in any notation, and keyword. Operators only. Throws `not_found`. */
export async function findNumberId(actor: Actor, input: FindNumberInput): Promise<string> {
  requireOperator(actor);
  const { number, keyword } = findNumberSchema.parse(input);
  const match = matchOf(number);
  const row = await db().receivedNumber.findUnique({
    where: { match_keyword: { match, keyword } },
    select: { id: true },
  });
  if (!row) throw notFound('number');
  return row.id;
}

/** Returns the account's numbers and keywords, the latest first, at most 100. */
export async function listOwnNumbers(actor: Actor): Promise<NumberView[]> {
  const accountId = requirePermission(actor, 'messages:read');
  const rows = await db().receivedNumber.findMany({
    where: { accountId },
    select: { id: true, number: true, keyword: true, webhookUrl: true, createdAt: true },
    orderBy: { id: 'desc' },
    take: MAX_OWN,
  });
  return rows.map(({ keyword, ...row }) => ({ ...row, keyword: keyword || null }));
}
