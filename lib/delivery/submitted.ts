import type pg from 'pg';
import { plainArray, textArray } from '../database/array-literal';
import type { Handoff } from '../webhooks/handoff';
import { NO_REPORTS, type QueuedReports } from './progress';
import { reportEvent } from './report-events';
import type { Accepted } from './settle';

const SUBMITTED = `
  INSERT INTO message_progress AS p (message_id, account_id, status, attempts, possible_duplicate, submitted_at, carrier,
                                     carrier_message_id)
  SELECT u.id, u.account_id, 'submitted', u.attempts, u.possible_duplicate, now(), $6, u.carrier_message_id
  FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::boolean[], $5::text[])
    AS u(id, account_id, attempts, possible_duplicate, carrier_message_id)
  ORDER BY u.id
  ON CONFLICT (message_id) DO UPDATE
  SET status = excluded.status, attempts = excluded.attempts, submitted_at = excluded.submitted_at, carrier = excluded.carrier,
      possible_duplicate = p.possible_duplicate OR excluded.possible_duplicate,
      carrier_message_id = excluded.carrier_message_id
  WHERE p.status = 'queued'`;

/** Stores that a carrier accepted messages, and queues the reports of those whose account has chosen `message.submitted`. */
export async function storeSubmitted(
  client: pg.ClientBase,
  carrier: string,
  accepted: readonly Accepted[],
  handoff?: Handoff,
): Promise<QueuedReports> {
  if (accepted.length === 0) return NO_REPORTS;
  await client.query({
    name: 'insert-submitted',
    text: SUBMITTED,
    values: [
      plainArray(accepted.map(({ message }) => message.messageId)),
      plainArray(accepted.map(({ message }) => message.accountId)),
      plainArray(accepted.map(({ message }) => message.attempt)),
      plainArray(accepted.map(({ message }) => message.possibleDuplicate)),
      // Receipts of a long message are matched by its parts.
      textArray(accepted.map(({ outcome }) => (outcome.parts ? null : outcome.carrierMessageId || null))),
      carrier,
    ],
  });
  const messages = accepted.map(({ message }) => message);
  return reportEvent(client, 'message.submitted', messages, handoff);
}
