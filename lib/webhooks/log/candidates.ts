import { pool } from '../../database/db';
import type { Candidates } from './scan';
import type { DeliveryFilter } from './schema';

/** Above this many, deliveries are found through an index of the log instead. */
const MAX_CANDIDATES = 5_000;
const MAX_MESSAGES = 1_000;

/**
 * Returns the only deliveries that can match a filter by message, recipient or state `pending`, where these are few: of the
 * message, of the messages to the recipient, or of the queue. Null otherwise.
 */
export async function findCandidates(accountId: string, filter: DeliveryFilter): Promise<Candidates> {
  const { messageId, recipient, state } = filter;
  if (messageId !== undefined) return ofMessages([messageId]);
  if (recipient !== undefined) return ofRecipient(accountId, recipient);
  return state === 'pending' ? ofQueue() : null;
}

async function ofMessages(ids: readonly string[]): Promise<Candidates> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT r.id FROM unnest($1::uuid[]) AS u(id), LATERAL (
       SELECT d.id FROM delivery_report d WHERE d.message_id = u.id OFFSET 0) r LIMIT ${MAX_CANDIDATES + 1}`,
    [ids],
  );
  return rows.length > MAX_CANDIDATES ? null : rows.map(({ id }) => id);
}

/** Null for a number that has received messages: their deliveries have no message of this list. */
async function ofRecipient(accountId: string, recipient: string): Promise<Candidates> {
  const { rows } = await pool().query<{ ids: string[]; received: boolean }>(
    `SELECT ARRAY(SELECT m.id FROM message m WHERE m.account_id = $1 AND m.recipient = $2
                  ORDER BY m.id DESC LIMIT ${MAX_MESSAGES + 1}) AS ids,
            EXISTS (SELECT FROM received_message m WHERE m.account_id = $1 AND m.recipient = $2) AS received`,
    [accountId, recipient],
  );
  const [row] = rows;
  return !row || row.received || row.ids.length > MAX_MESSAGES ? null : ofMessages(row.ids);
}

/** A delivery without a result is in the queue. */
async function ofQueue(): Promise<Candidates> {
  const { rows } = await pool().query<{ count: number; ids: string[] }>(
    `WITH waiting AS MATERIALIZED (SELECT q.size, q.report_ids FROM report_queue q LIMIT ${MAX_CANDIDATES + 1}),
          total AS (SELECT COALESCE(sum(size), 0) AS count FROM waiting)
     SELECT t.count::int, CASE WHEN t.count <= ${MAX_CANDIDATES}
       THEN ARRAY(SELECT u.id FROM waiting w, unnest(w.report_ids) AS u(id)) ELSE '{}' END AS ids
     FROM total t`,
  );
  const [row] = rows;
  return row && row.count <= MAX_CANDIDATES ? row.ids : null;
}
