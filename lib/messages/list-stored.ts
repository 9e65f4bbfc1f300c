import type { Actor } from '../access/actor';
import { requirePermission } from '../access/permissions';
import { invalidFields } from '../base/errors';
import { pool } from '../database/db';
import { transaction } from '../database/transaction';
import type { MessageListQuery } from './list-schema';
import type { StoredMessage } from './message-row';
import { messagePageStatement } from './page-statement';

/** How many messages that do not match one request passes over at most. */
const LONGEST_LOOK = 5_000;

/**
 * The account's messages, newest first, from the one after `cursor` on. A page may hold fewer than `limit`, even none,
 * while the list goes on: `nextCursor` is null on the last. Throws `invalid_fields` for a cursor of no message of the
 * account.
 */
export async function listStoredMessages(
  actor: Actor,
  query: MessageListQuery,
  longestLook = LONGEST_LOOK,
): Promise<{ messages: StoredMessage[]; nextCursor: string | null }> {
  const accountId = requirePermission(actor, 'messages:read');
  await requireOwn(accountId, query.cursor);
  const statement = messagePageStatement(accountId, query, longestLook);
  const { rows } = await transaction((client) => client.query<Row>(statement), 'in index order');
  const found = rows.flatMap(({ edge: _edge, ...message }) => (message.id === null ? [] : [message as StoredMessage]));
  const messages = found.slice(0, query.limit);
  const last = found.length > query.limit ? messages.at(-1)?.id : rows[0]?.edge;
  return { messages, nextCursor: last ?? null };
}

type Row = { edge: string | null } & (StoredMessage | { id: null });

async function requireOwn(accountId: string, cursor: string | undefined): Promise<void> {
  if (!cursor) return;
  const { rowCount } = await pool().query('SELECT FROM message WHERE id = $1 AND account_id = $2', [cursor, accountId]);
  if (rowCount === 0) throw invalidFields({ cursor: 'Use the next_cursor of the page before, unchanged.' });
}
