import type pg from 'pg';
import { canMove, MESSAGE_STATUSES, type MessageStatus } from '../messages/rules';
import { insertReports, type ReportFacts } from '../webhooks/report';

/** The final status of a message and what led to it. */
export type Ending = {
  messageId: string;
  status: MessageStatus;
  errorCode: string | null;
  /** A receipt ended it; no row is kept of that receipt. */
  byReceipt: boolean;
  /** Submissions so far. Keeps a higher recorded number. */
  attempts?: number;
  carrier?: string | null;
  possibleDuplicate?: boolean;
};

const ALLOWED_MOVES = MESSAGE_STATUSES.flatMap((from) =>
  MESSAGE_STATUSES.filter((to) => canMove(from, to)).map((to) => `('${from}', '${to}')`),
);
const FROM_QUEUED = MESSAGE_STATUSES.filter((to) => canMove('queued', to));

/** SQL condition: whether the order of statuses allows a message to go from one to another. Both are SQL expressions. */
const mayMove = (from: string, to: string) => `(${from}, ${to}) IN (${ALLOWED_MOVES.join(', ')})`;

// Rows are locked in order of their ids, so that two workers cannot deadlock; the counters likewise.
const END = `
  WITH ending AS MATERIALIZED (
    SELECT u.id, u.status::message_status AS status, u.error_code, u.by_receipt, u.attempts, u.carrier, u.possible_duplicate,
           m.account_id, m.api_key_id, (m.created_at AT TIME ZONE 'UTC')::date AS day, m.dlr_url IS NOT NULL AS is_reported
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[], $5::smallint[], $6::text[], $7::boolean[])
      AS u(id, status, error_code, by_receipt, attempts, carrier, possible_duplicate)
    JOIN message m ON m.id = u.id
  ), ended AS (
    INSERT INTO message_progress AS p (message_id, account_id, status, attempts, report_sequence, possible_duplicate, by_receipt,
                                       final_at, carrier, error_code)
    SELECT e.id, e.account_id, e.status, e.attempts, e.is_reported::int, e.possible_duplicate, e.by_receipt, now(), e.carrier,
           e.error_code
    FROM ending e
    WHERE e.status IN (${FROM_QUEUED.map((status) => `'${status}'`).join(', ')})
      OR EXISTS (SELECT FROM message_progress g WHERE g.message_id = e.id)
    ORDER BY e.id
    ON CONFLICT (message_id) DO UPDATE
    SET status = excluded.status, attempts = GREATEST(p.attempts, excluded.attempts),
        report_sequence = p.report_sequence + excluded.report_sequence,
        possible_duplicate = p.possible_duplicate OR excluded.possible_duplicate, by_receipt = excluded.by_receipt,
        final_at = GREATEST(now(), p.submitted_at), carrier = COALESCE(p.carrier, excluded.carrier),
        error_code = excluded.error_code
    WHERE ${mayMove('p.status', 'excluded.status')}
    RETURNING p.message_id
  ), counted AS (
    INSERT INTO api_key_outcome AS o (api_key_id, day, delivered, failed, unknown)
    SELECT e.api_key_id, e.day, count(*) FILTER (WHERE e.status = 'delivered'),
           count(*) FILTER (WHERE e.status NOT IN ('delivered', 'unknown')), count(*) FILTER (WHERE e.status = 'unknown')
    FROM ended d JOIN ending e ON e.id = d.message_id GROUP BY e.api_key_id, e.day ORDER BY e.api_key_id, e.day
    ON CONFLICT (api_key_id, day) DO UPDATE
    SET delivered = o.delivered + excluded.delivered, failed = o.failed + excluded.failed,
        unknown = o.unknown + excluded.unknown
  )
  SELECT d.message_id AS id, e.is_reported AS "isReported" FROM ended d JOIN ending e ON e.id = d.message_id`;

/** Delivery reports that were queued: how many, and for which hosts. */
export type QueuedReports = { reports: number; hosts: string[] };

export const NO_REPORTS: QueuedReports = { reports: 0, hosts: [] };

/** Which messages ended, and the delivery reports that were queued for them. */
export type Ended = QueuedReports & { ids: Set<string> };

/**
 * Ends messages, forward only: one whose status does not allow it is left as it is. Counts the outcomes by key and the UTC
 * day of acceptance, and queues the delivery reports, in the caller's transaction. One ending per message.
 */
export async function endMessages(client: pg.ClientBase, endings: Ending[]): Promise<Ended> {
  if (endings.length === 0) return { ids: new Set(), ...NO_REPORTS };
  const { rows } = await client.query<{ id: string; isReported: boolean }>({
    name: 'end-messages',
    text: END,
    values: [
      endings.map((ending) => ending.messageId),
      endings.map((ending) => ending.status),
      endings.map((ending) => ending.errorCode),
      endings.map((ending) => ending.byReceipt),
      endings.map((ending) => ending.attempts ?? 0),
      endings.map((ending) => ending.carrier ?? null),
      endings.map((ending) => ending.possibleDuplicate ?? false),
    ],
  });
  const reported = rows.flatMap(({ id, isReported }) => (isReported ? [id] : []));
  const hosts = reported.length > 0 ? await queueReports(client, reported) : [];
  return { ids: new Set(rows.map(({ id }) => id)), reports: reported.length, hosts };
}

const FACTS = `
  SELECT m.id AS "messageId", m.account_id AS "accountId", m.api_key_id AS "apiKeyId", m.dlr_url AS url, p.status, m.recipient,
         m.sender, p.report_sequence AS sequence, p.error_code AS "errorCode", m.segments, m.environment,
         p.possible_duplicate AS "possibleDuplicate", m.reference, m.metadata, p.final_at AS "occurredAt",
         m.created_at AS "createdAt"
  FROM unnest($1::uuid[]) AS u(id) JOIN message m ON m.id = u.id JOIN message_progress p ON p.message_id = u.id`;

async function queueReports(client: pg.ClientBase, messageIds: string[]): Promise<string[]> {
  const { rows } = await client.query<ReportFacts>({ name: 'report-facts', text: FACTS, values: [messageIds] });
  return insertReports(client, rows);
}
