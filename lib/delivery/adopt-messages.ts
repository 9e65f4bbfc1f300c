import type pg from 'pg';
import { SIMULATOR } from '../carriers/route-rules';
import { transaction } from '../database/transaction';

const BATCH_SIZE = 1_000;

/** Moves the status of messages, rows of `old`, from the columns of version 0.1 to where this version keeps it. */
const MOVE = `
  progress AS (
    INSERT INTO message_progress (message_id, account_id, status, attempts, report_sequence, possible_duplicate, submitted_at,
                                  carrier, carrier_message_id)
    SELECT o.id, o.account_id, o.status, o.attempts, o.report_sequence, o.possible_duplicate, o.submitted_at, o.carrier,
           o.carrier_message_id
    FROM old o WHERE o.status <> 'queued' OR o.attempts > 0
    ON CONFLICT (message_id) DO NOTHING
  ), moved AS (
    UPDATE message m SET status = NULL, run_at = NULL, lease_owner = NULL FROM old o WHERE m.id = o.id
  )`;

const adoptOpen = (status: 'queued' | 'scheduled') => `
  WITH old AS MATERIALIZED (
    SELECT * FROM message WHERE status = '${status}' LIMIT ${BATCH_SIZE} FOR NO KEY UPDATE SKIP LOCKED
  ), ${MOVE}
  INSERT INTO message_queue (carrier, priority, run_at, scheduled, attempts, possible_duplicate, size, message_ids)
  SELECT '${SIMULATOR}', o.priority, CASE WHEN o.lease_owner IS NULL THEN o.run_at ELSE now() END, o.status = 'scheduled',
         o.attempts, o.possible_duplicate OR o.lease_owner IS NOT NULL, 1, ARRAY[o.id]
  FROM old o`;

/**
 * Queues messages that a web process of version 0.1 accepted while the installation was being updated. Returns how many:
 * more may wait when it is not 0. Any number of workers may do it at once.
 */
export async function adoptMessages(): Promise<number> {
  const queued = await transaction((client) => client.query(adoptOpen('queued')), 'in index order');
  const scheduled = await transaction((client) => client.query(adoptOpen('scheduled')), 'in index order');
  return (queued.rowCount ?? 0) + (scheduled.rowCount ?? 0);
}

/** Does the same for submitted messages that a worker of version 0.1 was still writing: receipts find them afterwards. */
export async function adoptSubmitted(
  client: pg.ClientBase,
  carrier: string,
  carrierMessageIds: string[],
): Promise<void> {
  await client.query(
    `WITH old AS MATERIALIZED (
       SELECT * FROM message WHERE carrier = $1 AND carrier_message_id IS NOT NULL AND carrier_message_id = ANY($2::text[])
         AND status = 'submitted' FOR NO KEY UPDATE SKIP LOCKED
     ), ${MOVE} SELECT`,
    [carrier, carrierMessageIds],
  );
}
