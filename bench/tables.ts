// The only place besides seed.ts where benchmarks of the queue name its tables and columns.
import type pg from 'pg';
import { IS_UNFOLDED } from '@/lib/keys/counts/delta';

type Client = Pick<pg.ClientBase, 'query'>;

/** Returns how many messages of a key were accepted and are final, by the key's exact counters: a read of a few rows. */
export async function progressOf(client: Client, apiKeyId: string): Promise<{ accepted: number; final: number }> {
  const { rows } = await client.query<{ accepted: number; final: number }>(
    `SELECT COALESCE(sum(accepted), 0)::float8 AS accepted, COALESCE(sum(final), 0)::float8 AS final
     FROM (
       SELECT accepted, 0 AS final FROM api_key_day WHERE api_key_id = $1
       UNION ALL
       SELECT 0, delivered + failed + unknown FROM api_key_outcome WHERE api_key_id = $1
       UNION ALL
       SELECT accepted, delivered + failed + unknown FROM api_key_delta d WHERE api_key_id = $1 AND ${IS_UNFOLDED}
     ) counts`,
    [apiKeyId],
  );
  return rows[0] ?? { accepted: 0, final: 0 };
}

/** Returns how many messages of a key are stored and how many of them are final, by counting the rows. */
export async function storedMessages(client: Client, apiKeyId: string): Promise<{ stored: number; final: number }> {
  const { rows } = await client.query<{ stored: number; final: number }>(
    `SELECT count(*)::float8 AS stored, count(p.final_at)::float8 AS final
     FROM message m LEFT JOIN message_progress p ON p.message_id = m.id WHERE m.api_key_id = $1`,
    [apiKeyId],
  );
  return rows[0] ?? { stored: 0, final: 0 };
}

/** What is stored of one message. */
export type StoredMessage = { recipient: string; status: string | null; possibleDuplicate: boolean };

/** Returns all messages of a key. */
export async function messagesOf(client: Client, apiKeyId: string): Promise<StoredMessage[]> {
  const { rows } = await client.query<StoredMessage>(
    `SELECT m.recipient, p.status, COALESCE(p.possible_duplicate, false) AS "possibleDuplicate"
     FROM message m LEFT JOIN message_progress p ON p.message_id = m.id WHERE m.api_key_id = $1`,
    [apiKeyId],
  );
  return rows;
}

/** Returns the milliseconds from acceptance to submission of a key's messages; those that are not submitted yet are left out. */
export async function submissionTimes(client: Client, apiKeyId: string): Promise<number[]> {
  const { rows } = await client.query<{ ms: number }>(
    `SELECT (extract(epoch FROM p.submitted_at - m.created_at) * 1000)::float8 AS ms
     FROM message m JOIN message_progress p ON p.message_id = m.id
     WHERE m.api_key_id = $1 AND p.submitted_at IS NOT NULL`,
    [apiKeyId],
  );
  return rows.map(({ ms }) => ms);
}

/** Returns the number of all stored messages. */
export async function countMessages(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>('SELECT count(*)::float8 AS count FROM message');
  return rows[0]?.count ?? 0;
}

/** Returns the number of recorded attempts to send a delivery report. */
export async function recordedAttempts(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>('SELECT count(*)::float8 AS count FROM webhook_attempt');
  return rows[0]?.count ?? 0;
}

/** Removes all messages and reports with what belongs to them. */
export async function removeMessages(client: Client): Promise<void> {
  await client.query(
    `TRUNCATE message, message_progress, message_queue, delivery_report, report_queue, webhook_attempt, receipt,
              simulator_receipts, submit_attempt, api_key_delta, api_key_outcome`,
  );
}

/** Tables and indexes whose rows end with their message: they must not grow with the number of messages sent. */
const QUEUE = /_queue|simulator_receipts|api_key_delta/;

export type Size = { name: string; bytes: number; isQueue: boolean };

/** Returns the sizes of the tables and indexes that have 64 KiB or more, or belong to a queue. A table without its indexes. */
export async function relationSizes(client: Client): Promise<Size[]> {
  const { rows } = await client.query<{ name: string; bytes: number }>(
    `SELECT relname AS name, pg_relation_size(oid)::float8 AS bytes FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i') ORDER BY relname`,
  );
  return rows
    .map((row) => ({ ...row, isQueue: QUEUE.test(row.name) }))
    .filter(({ bytes, isQueue }) => isQueue || bytes >= 65_536);
}
