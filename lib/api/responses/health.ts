import * as z from 'zod';
import { timestamp } from './parts';

/** Response to GET /api/health/live. */
export const liveResponse = z.strictObject({ status: z.literal('live') });

/** Response to GET /api/health/ready, with the state of the workers. */
export const readyResponse = z.strictObject({
  status: z.literal('ready'),
  worker: z.strictObject({
    status: z.enum(['working', 'restarting', 'stuck', 'stopped']),
    lost_in_10_minutes: z.int().min(0),
    messages_waiting_since: timestamp.nullable(),
    reports_waiting_since: timestamp.nullable(),
  }),
});
