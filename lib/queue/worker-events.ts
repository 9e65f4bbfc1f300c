import type pg from 'pg';
import { pool } from '../database/db';

/** Rare events that workers count together (`worker_event.name`), each with its help text in metrics. */
export const WORKER_EVENTS = {
  message_claim_limit: 'Messages that ended because the worker stopped each time it handled them.',
  report_claim_limit: 'Delivery reports abandoned because the worker stopped each time it handled them.',
  message_not_recorded: 'Messages whose carrier outcome could not be stored and is unknown.',
  report_not_recorded: 'Webhook attempts whose answer could not be stored and was dropped.',
  receipt_not_readable: 'Carrier receipts that could not be stored and were dropped.',
  worker_lost: 'Workers that ended without signing off, and whose leases were freed.',
} as const;

export type WorkerEvent = keyof typeof WORKER_EVENTS;

/** Adds `times` to an event's count, within the caller's transaction where there is one. */
export async function countEvent(
  client: Pick<pg.ClientBase, 'query'> | null,
  event: WorkerEvent,
  times = 1,
): Promise<void> {
  if (times === 0) return;
  await (client ?? pool()).query(
    `INSERT INTO worker_event AS e (name, count) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET count = e.count + excluded.count`,
    [event, times],
  );
}
