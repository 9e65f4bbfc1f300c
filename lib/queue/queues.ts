import type { JobQueue, LeasedQueue } from './lease';

/** Messages to be submitted to a carrier. */
export const MESSAGE_QUEUE: LeasedQueue = {
  table: 'message',
  dueAt: 'run_at',
  status: { column: 'status', open: 'queued' },
  leaseSeconds: 30,
  dueAfterLoss: 'COALESCE(send_at, created_at)',
  indexPrefix: "priority = ANY('{0,1,2}')",
};

/** Messages with a time to be sent at. Promotion to the message queue is one statement, so that no job is ever leased. */
export const SCHEDULE: JobQueue = {
  table: 'message',
  dueAt: 'run_at',
  status: { column: 'status', open: 'scheduled' },
};

/** Delivery reports to be sent to webhooks. */
export const REPORT_QUEUE: LeasedQueue = {
  table: 'delivery_report',
  dueAt: 'next_attempt_at',
  status: { column: 'state', open: 'pending' },
  // Longer than one attempt can take.
  leaseSeconds: 60,
  dueAfterLoss: 'CASE WHEN attempts = 0 THEN created_at ELSE now() END',
};
