import type { LeasedQueue } from './lease';

/** Messages to be submitted, by carrier, priority and time. */
export const MESSAGE_QUEUE: LeasedQueue = { table: 'message_queue', leaseSeconds: 30 };

/** Delivery reports to be sent to webhooks, by host and time. A lease is longer than one attempt can take. */
export const REPORT_QUEUE: LeasedQueue = { table: 'report_queue', leaseSeconds: 60 };
