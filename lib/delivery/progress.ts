import type pg from 'pg';
import { releaseCredit } from '../credit/release';
import { plainArray, textArray } from '../database/array-literal';
import { noteChange } from '../live/changes';
import { canMove, MESSAGE_STATUSES, type MessageStatus } from '../messages/rules';
import type { WebhookEvent } from '../webhooks/events';
import type { Handoff } from '../webhooks/handoff';
import { type InsertedReports, insertReports } from '../webhooks/report';
import { currentSubscriptions } from '../webhooks/subscriptions';
import { FACT_COLUMNS, FACT_COUNT, type FactRow, factsOf } from './report-facts';

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
  /** That receipt, as received. */
  receipt?: string | null;
  /** The carrier accepted it meanwhile, under this id: its submission is recorded together with the end. */
  submittedAs?: string;
};

const ALLOWED_MOVES = MESSAGE_STATUSES.flatMap((from) =>
  MESSAGE_STATUSES.filter((to) => canMove(from, to)).map((to) => `('${from}', '${to}')`),
);
const FROM_QUEUED = MESSAGE_STATUSES.filter((to) => canMove('queued', to));

/** SQL condition: whether the order of statuses allows a message to go from one to another. Both are SQL expressions. */
const mayMove = (from: string, to: string) => `(${from}, ${to}) IN (${ALLOWED_MOVES.join(', ')})`;

// Rows are locked in order of their ids, so that two workers cannot deadlock.
const END = `
  WITH ending AS MATERIALIZED (
    SELECT u.id, u.status::message_status AS status, u.error_code, u.by_receipt, u.attempts, u.carrier, u.possible_duplicate, u.receipt,
           u.submitted_as, m.account_id, m.api_key_id, m.created_at, m.dlr_url, m.recipient, m.sender, m.segments, m.encoding, m.environment,
           m.reference, m.metadata,
           m.dlr_url IS NOT NULL OR ($10 AND EXISTS (
             SELECT FROM webhook_endpoint w WHERE w.account_id = m.account_id AND w.enabled
             UNION ALL SELECT FROM account f WHERE f.id = m.account_id AND f.pull_events <> '{}')) AS is_reported
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[], $5::smallint[], $6::text[], $7::boolean[], $8::text[],
                $9::text[])
      AS u(id, status, error_code, by_receipt, attempts, carrier, possible_duplicate, receipt, submitted_as)
    JOIN message m ON m.id = u.id
  ), ended AS (
    INSERT INTO message_progress AS p (message_id, account_id, status, attempts, report_sequence, possible_duplicate, by_receipt,
                                       final_at, carrier, error_code, receipt, carrier_message_id, submitted_at)
    SELECT e.id, e.account_id, e.status, e.attempts, e.is_reported::int, e.possible_duplicate, e.by_receipt, now(), e.carrier,
           e.error_code, e.receipt, e.submitted_as, CASE WHEN e.submitted_as IS NOT NULL THEN now() END
    FROM ending e
    WHERE e.status IN (${FROM_QUEUED.map((status) => `'${status}'`).join(', ')})
      OR e.submitted_as IS NOT NULL OR EXISTS (SELECT FROM message_progress g WHERE g.message_id = e.id)
    ORDER BY e.id
    ON CONFLICT (message_id) DO UPDATE
    SET status = excluded.status, attempts = GREATEST(p.attempts, excluded.attempts),
        report_sequence = p.report_sequence + excluded.report_sequence,
        possible_duplicate = p.possible_duplicate OR excluded.possible_duplicate, by_receipt = excluded.by_receipt,
        final_at = GREATEST(now(), p.submitted_at), error_code = excluded.error_code, receipt = excluded.receipt,
        carrier = CASE WHEN excluded.submitted_at IS NULL THEN COALESCE(p.carrier, excluded.carrier) ELSE excluded.carrier END,
        carrier_message_id = COALESCE(excluded.carrier_message_id, p.carrier_message_id),
        submitted_at = COALESCE(excluded.submitted_at, p.submitted_at)
    WHERE ${mayMove('p.status', 'excluded.status')} OR (p.status = 'queued' AND excluded.submitted_at IS NOT NULL)
    RETURNING p.message_id, p.status, p.report_sequence, p.error_code, p.possible_duplicate, p.final_at,
              p.status IN ('rejected', 'cancelled', 'expired') AND p.submitted_at IS NULL AND NOT p.possible_duplicate
                AND NOT p.by_receipt AS unsubmitted
  ), counted AS (
    INSERT INTO api_key_delta (api_key_id, day, delivered, failed, unknown)
    SELECT e.api_key_id, (e.created_at AT TIME ZONE 'UTC')::date, count(*) FILTER (WHERE e.status = 'delivered'),
           count(*) FILTER (WHERE e.status NOT IN ('delivered', 'unknown')), count(*) FILTER (WHERE e.status = 'unknown')
    FROM ended d JOIN ending e ON e.id = d.message_id GROUP BY 1, 2
    RETURNING api_key_id
  )
  SELECT ${FACT_COLUMNS}, CASE WHEN m.id IS NOT NULL THEN p.final_at END AS "occurredAt", p.unsubmitted, NULL AS key
  FROM ended p LEFT JOIN ending m ON m.id = p.message_id AND m.is_reported
  UNION ALL
  SELECT ${Array(FACT_COUNT + 2)
    .fill('NULL')
    .join(', ')},
         json_build_object('id', k.id, 'accountId', k.account_id, 'webhookSecret', k.webhook_secret)
  FROM api_key k WHERE k.id IN (SELECT c.api_key_id FROM counted c)`;

/** Delivery reports that were queued: how many, the rows that the handoff takes, and the hosts of all others. */
export type QueuedReports = InsertedReports & { reports: number };

export const NO_REPORTS: QueuedReports = { reports: 0, hosts: [], held: [] };

type KeyRow = { id: string; accountId: string; webhookSecret: string };

/** Which messages ended, and the delivery reports that were queued for them. */
export type Ended = QueuedReports & { ids: Set<string> };

export const NOTHING_ENDED: Ended = { ids: new Set(), ...NO_REPORTS };

/**
 * Ends messages, forward only: one whose status does not allow it is left as it is. Counts their outcomes and queues
 * the delivery reports, in the caller's transaction. Releases what messages cost that no carrier has accepted. One ending per
 * message.
 */
export async function endMessages(client: pg.ClientBase, endings: Ending[], handoff?: Handoff): Promise<Ended> {
  if (endings.length === 0) return NOTHING_ENDED;
  const { hasEndpoints } = await currentSubscriptions(client);
  const { rows } = await client.query<Row>({
    name: 'end-messages',
    text: END,
    values: [
      plainArray(endings.map((ending) => ending.messageId)),
      textArray(endings.map((ending) => ending.status)),
      textArray(endings.map((ending) => ending.errorCode)),
      plainArray(endings.map((ending) => ending.byReceipt)),
      plainArray(endings.map((ending) => ending.attempts ?? 0)),
      textArray(endings.map((ending) => ending.carrier ?? null)),
      plainArray(endings.map((ending) => ending.possibleDuplicate ?? false)),
      textArray(endings.map((ending) => ending.receipt ?? null)),
      textArray(endings.map((ending) => ending.submittedAs ?? null)),
      hasEndpoints,
    ],
  });
  const ended = rows.filter((row): row is EndedRow => row.key === null);
  for (const { key } of rows) if (key) noteChange('messages', key.accountId);
  const reported = ended.filter((row): row is EndedRow & FactRow => row.accountId !== null);
  const secrets = new Map(rows.flatMap(({ key }) => (key ? [[key.id, key.webhookSecret]] : [])));
  // Certainly no carrier has them: they cost nothing.
  await releaseCredit(
    client,
    ended.flatMap(({ messageId, unsubmitted }) => (unsubmitted ? [messageId] : [])),
  );
  const facts = reported.map(({ key: _, unsubmitted: __, ...row }) =>
    factsOf(row, `message.${row.status}` as WebhookEvent),
  );
  const inserted = await insertReports(client, facts, handoff ? { handoff, secrets } : null);
  return {
    ids: new Set(ended.map(({ messageId }) => messageId)),
    ...inserted,
  };
}

/** An ended message. Without a report, only its id is read. */
type EndedRow = Omit<FactRow, 'accountId'> & { accountId: string | null; unsubmitted: boolean; key: null };
type Row = EndedRow | { key: KeyRow };
