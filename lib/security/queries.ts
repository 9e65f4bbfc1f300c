import type { Actor } from '../access/actor';
import { requireOperator } from '../access/permissions';
import { Prisma, pool } from '../database/db';
import { idColumn, type Keyset, type Page, readPage, type Slice, timeColumn } from '../database/keyset';
import { OTHER_ADDRESSES } from './kinds';
import type { SecurityEventFilter } from './schema';

const PAGE_SIZE = 50;

/** Events of one kind from one address within an hour. */
export type SecurityEventView = {
  id: string;
  kind: string;
  /** Null if it is not known, or if there were several. */
  ip: string | null;
  /** Whether it counts the addresses beyond the first 200 of its kind and hour. */
  others: boolean;
  count: number;
  detail: string | null;
  lastAt: Date;
};

type Row = { id: string; kind: string; ip: string; count: number; detail: string | null; lastAt: Date };

const LATEST_FIRST: Keyset<Row> = { direction: 'DESC', columns: [timeColumn('e.last_at', 'lastAt'), idColumn('e.id')] };

/** Returns the installation's security events, latest first, 50 a page. Operators only. */
export async function listSecurityEvents(actor: Actor, filter: SecurityEventFilter): Promise<Page<SecurityEventView>> {
  requireOperator(actor);
  const page = await readPage(LATEST_FIRST, filter, PAGE_SIZE, async (slice) => {
    const { rows } = await pool().query<Row>(statement(filter, slice));
    return rows;
  });
  return { ...page, rows: page.rows.map(toView) };
}

function toView({ ip, ...row }: Row): SecurityEventView {
  return { ...row, ip: ip === '' || ip === OTHER_ADDRESSES ? null : ip, others: ip === OTHER_ADDRESSES };
}

function statement({ kind, ip }: SecurityEventFilter, slice: Slice): Prisma.Sql {
  const conditions = [slice.condition];
  if (kind) conditions.push(Prisma.sql`e.kind = ${kind}`);
  if (ip) conditions.push(Prisma.sql`e.ip = ${ip}`);
  return Prisma.sql`
    SELECT e.id, e.kind, e.ip, e.count, e.detail, e.last_at AS "lastAt"
    FROM security_event e WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${slice.order} LIMIT ${slice.limit}`;
}
