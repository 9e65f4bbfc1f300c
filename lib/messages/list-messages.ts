import type { Actor } from '../access/actor';
import { requirePermission } from '../access/permissions';
import { invalidFields } from '../base/errors';
import { isId, lowestIdAt } from '../base/ids';
import { pool } from '../database/db';
import { type Cursors, idColumn, type Keyset, type Page, readPage, type Slice } from '../database/keyset';
import { transaction } from '../database/transaction';
import type { MessageListQuery } from './list-schema';
import { LISTED_COLUMNS, type ListedMessage, STORED_COLUMNS, type StoredMessage } from './message-row';
import { type MessageConditions, type MessageSearch, type MessageView, pageStatement } from './page-statement';
import { STATUS_GROUPS, type StatusGroup } from './status-groups';

const PAGE_SIZE = 50;
/** Messages that one statement reads at most to find those that match. */
const REACH = 5_000;
/** The console repeats the statement until its page is full, each time with ten times the reach, up to the largest. */
const FIRST_REACH = 1_000;
const MAX_REACH = 250_000;

const NEWEST_FIRST: Keyset<{ id: string }> = { direction: 'DESC', columns: [idColumn('m.id')] };
const STORED: MessageView = { columns: STORED_COLUMNS };
const LISTED: MessageView = { columns: LISTED_COLUMNS, joins: 'JOIN api_key k ON k.id = m.api_key_id' };

/** Filter of the console's list. Times are bounds of the id: `from` included, `until` not. */
export type MessageFilter = Cursors & {
  group?: StatusGroup | undefined;
  apiKeyId?: string | undefined;
  search?: MessageSearch | undefined;
  from?: Date | undefined;
  until?: Date | undefined;
};

/** Returns a page of the account's messages for the console, newest first, 50 a page. */
export async function listMessages(actor: Actor, filter: MessageFilter): Promise<Page<ListedMessage>> {
  const accountId = requirePermission(actor, 'messages:read');
  const { group, apiKeyId, search, from, until } = filter;
  if (apiKeyId !== undefined && !isId(apiKeyId)) return { rows: [], previous: null, next: null };
  const conditions: MessageConditions = {
    statuses: group && STATUS_GROUPS[group],
    apiKeyId,
    search,
    ids: { from: from && lowestIdAt(from), until: until && lowestIdAt(until) },
  };
  return readPage<ListedMessage>(NEWEST_FIRST, filter, PAGE_SIZE, async (slice) => {
    const rows: ListedMessage[] = [];
    let rest = slice;
    for (let reach = FIRST_REACH; ; reach = Math.min(10 * reach, MAX_REACH)) {
      const found = await findMessages<ListedMessage>(accountId, conditions, rest, { reach, view: LISTED });
      rows.push(...found.rows);
      if (found.edge === null || rows.length === slice.limit) return rows;
      rest = { ...slice, key: [found.edge], limit: slice.limit - rows.length };
    }
  });
}

/**
 * Returns a page of the account's messages for the API, newest first, from the one after `cursor` on. A page may have
 * fewer than `limit`, even none, although the list continues: `nextCursor` is null on the last. Throws `invalid_fields`
 * for a cursor of no message of the account.
 */
export async function listStoredMessages(
  actor: Actor,
  query: MessageListQuery,
  reach = REACH,
): Promise<{ messages: StoredMessage[]; nextCursor: string | null }> {
  const accountId = requirePermission(actor, 'messages:read');
  await requireOwn(accountId, query.cursor);
  const conditions: MessageConditions = {
    statuses: query.status,
    recipient: query.to,
    reference: query.reference,
    apiKeyId: query.key,
    environment: query.environment,
    created: { from: query.created_from, until: query.created_to },
  };
  let edge: string | null = null;
  const page = await readPage<StoredMessage>(NEWEST_FIRST, { before: query.cursor }, query.limit, async (slice) => {
    const found = await findMessages<StoredMessage>(accountId, conditions, slice, { reach, view: STORED });
    edge = found.edge;
    return found.rows;
  });
  return { messages: page.rows, nextCursor: page.next ?? edge };
}

/** Returns the matches of one statement, and the message up to which all were checked; null when there are no more. */
async function findMessages<Row extends { id: string }>(
  accountId: string,
  conditions: MessageConditions,
  slice: Slice,
  options: { reach: number; view: MessageView },
): Promise<{ rows: Row[]; edge: string | null }> {
  const statement = pageStatement(accountId, conditions, slice, options);
  type Found = { edge: string | null } & (Row | { id: null });
  const { rows } = await transaction((client) => client.query<Found>(statement), 'in index order');
  const found = rows.flatMap(({ edge: _edge, ...message }) => (message.id === null ? [] : [message as unknown as Row]));
  return { rows: found, edge: rows[0]?.edge ?? null };
}

async function requireOwn(accountId: string, cursor: string | undefined): Promise<void> {
  if (!cursor) return;
  const { rowCount } = await pool().query('SELECT FROM message WHERE id = $1 AND account_id = $2', [cursor, accountId]);
  if (rowCount === 0) throw invalidFields({ cursor: 'Use the next_cursor of the page before, unchanged.' });
}
