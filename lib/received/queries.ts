import type { Actor } from '../access/actor';
import { requireOperator, requirePermission } from '../access/permissions';
import { invalidFields, notFound } from '../base/errors';
import { isId, lowestIdAt } from '../base/ids';
import { db, Prisma, pool } from '../database/db';
import { type Cursors, idColumn, type Keyset, type Page, readPage, type Slice } from '../database/keyset';
import { transaction } from '../database/transaction';
import { reportState } from '../webhooks/report-state';
import { type ReceivedConditions, receivedStatement } from './page-statement';
import type { ReceivedListQuery } from './schema';
import { searchConditions } from './search';
import type { ReceivedFacts } from './view';

const PAGE_SIZE = 50;
/** Messages that one statement reads at most to find those that match. */
const REACH = 5_000;
/** The console repeats the statement with these until its page is full. After the last, the page ends where the search did. */
const REACHES = [1_000, 10_000, 40_000];
const CSV_SIZE = 1_000;
const CSV_REACH = 10_000;
const MAX_ATTEMPTS = 100;

const NEWEST_FIRST: Keyset<{ id: string }> = { direction: 'DESC', columns: [idColumn('m.id')] };

export type ReceivedMessage = ReceivedFacts & { reportId: string | null };

/** Filter of the console's list. Times are bounds of the id: `from` included, `until` not. */
export type ReceivedFilter = Cursors & {
  search?: string | undefined;
  from?: Date | undefined;
  until?: Date | undefined;
};

/** `isPartial`: the page is not full, and the search continues on the next. */
export type ReceivedPage = Page<ReceivedMessage> & { isPartial: boolean };

/**
 * Returns a page of the account's received messages, newest first, 50 a page. A search for words reads at most 51,000
 * messages: the page may then have fewer, even none, although the list continues.
 */
export async function listReceived(actor: Actor, filter: ReceivedFilter): Promise<ReceivedPage> {
  const accountId = requirePermission(actor, 'messages:read');
  const conditions = conditionsOf(filter);
  if (!conditions) return { rows: [], previous: null, next: null, isPartial: false };
  let edge: string | null = null;
  let direction: Slice['direction'] = 'DESC';
  const page = await readPage<ReceivedMessage>(NEWEST_FIRST, filter, PAGE_SIZE, async (slice) => {
    const rows: ReceivedMessage[] = [];
    let rest = slice;
    direction = slice.direction;
    for (const reach of REACHES) {
      const found = await findReceived(accountId, conditions, rest, reach);
      rows.push(...found.rows);
      edge = found.edge;
      if (edge === null || rows.length === slice.limit) break;
      rest = after(slice, edge, slice.limit - rows.length);
    }
    return rows;
  });
  if (edge === null) return { ...page, isPartial: false };
  const end = direction === 'DESC' ? { next: page.next ?? edge } : { previous: page.previous ?? edge };
  return { ...page, ...end, isPartial: true };
}

/** Yields all of the account's received messages that match the filter, newest first, at most 1,000 at a time. */
export async function* eachReceived(actor: Actor, filter: ReceivedFilter): AsyncGenerator<ReceivedMessage[]> {
  const accountId = requirePermission(actor, 'messages:read');
  const conditions = conditionsOf(filter);
  if (!conditions) return;
  for (let before: string | null | undefined = filter.before, isFirst = true; isFirst || before; isFirst = false) {
    const { rows, next } = await plainPage(accountId, conditions, { before }, CSV_SIZE, CSV_REACH);
    if (rows.length > 0) yield rows;
    before = next;
  }
}

/**
 * Returns a page of the account's received messages for the API, newest first, from the one after `cursor` on. A page may
 * have fewer than `limit`, even none, although the list continues: `nextCursor` is null on the last. Throws
 * `invalid_fields` for a cursor of no message of the account.
 */
export async function listStoredReceived(
  actor: Actor,
  query: ReceivedListQuery,
): Promise<{ messages: ReceivedMessage[]; nextCursor: string | null }> {
  const accountId = requirePermission(actor, 'messages:read');
  await requireOwn(accountId, query.cursor);
  const { from: sender, to: recipient, since } = query;
  // An id is made after the time of its message was taken, so no message of the period has a lower one.
  const conditions = { sender, recipient, since, ids: { from: since && lowestIdAt(since) } };
  const { rows, next } = await plainPage(accountId, conditions, { before: query.cursor }, query.limit, REACH);
  return { messages: rows, nextCursor: next };
}

/** One received message of the account with its way to the webhook. Throws `not_found` for another account's id too. */
export async function getReceived(actor: Actor, id: string) {
  const accountId = requirePermission(actor, 'messages:read');
  const message = isId(id) ? await db().receivedMessage.findFirst({ where: { id, accountId } }) : null;
  if (!message) throw notFound('message');
  const reportId = message.reportId;
  if (reportId === null) return { message, report: null, attempts: [] };
  const [report, attempts] = await Promise.all([
    db().deliveryReport.findFirst({ where: { id: reportId, accountId }, omit: { body: true } }),
    db().webhookAttempt.findMany({ where: { reportId, accountId }, orderBy: { number: 'asc' }, take: MAX_ATTEMPTS }),
  ]);
  return { message, report: report && { ...report, state: reportState(report.state, attempts.length > 0) }, attempts };
}
export type ReceivedDetail = Awaited<ReturnType<typeof getReceived>>;

/** A received message of a number that no account had, as operators see it. */
export type UnassignedMessage = Pick<ReceivedMessage, 'id' | 'sender' | 'recipient' | 'text' | 'receivedAt'> & {
  carrier: string;
};

/** Returns a page of the received messages that belong to no account, newest first, 50 a page. Operators only. */
export async function listUnassigned(actor: Actor, cursors: Cursors): Promise<Page<UnassignedMessage>> {
  requireOperator(actor);
  return readPage<UnassignedMessage>(NEWEST_FIRST, cursors, PAGE_SIZE, async ({ condition, order, limit }) => {
    const { rows } = await pool().query<UnassignedMessage>(Prisma.sql`
      SELECT m.id, m.carrier, m.sender, m.recipient, m.text, m.received_at AS "receivedAt"
      FROM received_message m WHERE m.account_id IS NULL AND ${condition} ORDER BY ${order} LIMIT ${limit}`);
    return rows;
  });
}

function conditionsOf({ search, from, until }: ReceivedFilter): ReceivedConditions | null {
  const searched = search === undefined ? {} : searchConditions(search);
  return searched && { ...searched, ids: { from: from && lowestIdAt(from), until: until && lowestIdAt(until) } };
}

/** A page of one statement; `next` is where the list, or the statement's reach, continues. */
async function plainPage(
  accountId: string,
  conditions: ReceivedConditions,
  cursors: Cursors,
  size: number,
  reach: number,
): Promise<{ rows: ReceivedMessage[]; next: string | null }> {
  let edge: string | null = null;
  const page = await readPage<ReceivedMessage>(NEWEST_FIRST, cursors, size, async (slice) => {
    const found = await findReceived(accountId, conditions, slice, reach);
    edge = found.edge;
    return found.rows;
  });
  return { rows: page.rows, next: page.next ?? edge };
}

async function findReceived(
  accountId: string,
  conditions: ReceivedConditions,
  slice: Slice,
  reach: number,
): Promise<{ rows: ReceivedMessage[]; edge: string | null }> {
  const statement = receivedStatement(accountId, conditions, slice, reach);
  type Found = { edge: string | null } & (ReceivedMessage | { id: null });
  const { rows } = await transaction((client) => client.query<Found>(statement), 'in index order');
  const found = rows.flatMap(({ edge: _edge, ...message }) => (message.id === null ? [] : [message]));
  return { rows: found as ReceivedMessage[], edge: rows[0]?.edge ?? null };
}

/** The rest of a slice, beyond a message that was checked. */
function after(slice: Slice, edge: string, limit: number): Slice {
  const operator = Prisma.raw(slice.direction === 'DESC' ? '<' : '>');
  return { ...slice, key: [edge], condition: Prisma.sql`(m.id) ${operator} (${edge}::uuid)`, limit };
}

async function requireOwn(accountId: string, cursor: string | undefined): Promise<void> {
  if (!cursor) return;
  const found = await db().receivedMessage.count({ where: { id: cursor, accountId } });
  if (found === 0) throw invalidFields({ cursor: 'Use the next_cursor of the page before, unchanged.' });
}
