import type pg from 'pg';
import { END_LEASE } from '../queue/lease';
import { countOutcomes } from './outcomes';
import type { MessageProgress } from './progress';

/** Columns of a MessageProgress, of `message` under the alias `m`. */
export const PROGRESS_COLUMNS = `
  m.id, m.account_id AS "accountId", m.api_key_id AS "apiKeyId", m.environment, m.recipient, m.sender, m.segments,
  m.dlr_url AS "dlrUrl", m.reference, m.metadata, m.created_at AS "createdAt", m.status, m.attempts, m.carrier,
  m.carrier_message_id AS "carrierMessageId", m.submitted_at AS "submittedAt", m.final_at AS "finalAt",
  m.error_code AS "errorCode", m.possible_duplicate AS "possibleDuplicate", m.report_sequence AS "reportSequence",
  m.run_at AS "runAt", m.valid_until AS "validUntil"`;

/**
 * Writes changed messages back and ends their leases. The caller holds their row locks, taken in id
 * order.
 */
export async function writeProgress(client: pg.ClientBase, messages: MessageProgress[]): Promise<void> {
  if (messages.length === 0) return;
  await client.query(
    `UPDATE message m
     SET status = c.status::message_status, carrier = c.carrier, carrier_message_id = c.carrier_message_id,
         submitted_at = c.submitted_at, final_at = c.final_at, error_code = c.error_code,
         possible_duplicate = c.possible_duplicate, report_sequence = c.report_sequence, run_at = c.run_at,
         ${END_LEASE}
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[],
                 $8::boolean[], $9::smallint[], $10::timestamptz[])
       AS c(id, status, carrier, carrier_message_id, submitted_at, final_at, error_code, possible_duplicate,
            report_sequence, run_at)
     WHERE m.id = c.id`,
    [
      messages.map((message) => message.id),
      messages.map((message) => message.status),
      messages.map((message) => message.carrier),
      messages.map((message) => message.carrierMessageId),
      messages.map((message) => message.submittedAt),
      messages.map((message) => message.finalAt),
      messages.map((message) => message.errorCode),
      messages.map((message) => message.possibleDuplicate),
      messages.map((message) => message.reportSequence),
      messages.map((message) => message.runAt),
    ],
  );
  await countOutcomes(client, messages);
}

const CARRIER_LOCK_CLASS = 0x706f7374;

/**
 * Serializes parking a receipt with storing the carrier message id that it waits for. Transactions that store ids take it
 * shared (many at once), those that park receipts take it exclusively; each holds it to its end. Take it
 * before any row lock.
 */
export async function lockCarrier(client: pg.ClientBase, carrier: string, kind: 'storing' | 'parking'): Promise<void> {
  const take = kind === 'storing' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await client.query(`SELECT ${take}($1, hashtext($2))`, [CARRIER_LOCK_CLASS, carrier]);
}
