import * as z from 'zod';
import { nextCursor, timestamp } from './parts';

/** A received message; `data` of `message.received` is the same. */
const receivedMessage = z.strictObject({
  id: z.uuid(),
  /** E.164 with + where it is a number. */
  from: z.string(),
  to: z.string(),
  text: z.string(),
  encoding: z.enum(['gsm7', 'ucs2', 'binary']),
  /** Parts of the whole message. */
  segments: z.int().min(1),
  /** Parts that had not arrived after 24 hours. */
  missing_segments: z.int().min(0),
  /** The keyword by which it was assigned; null if the number alone decided. */
  keyword: z.string().nullable(),
  received_at: timestamp,
});

/** Response to GET /api/received. */
export const receivedListResponse = z.strictObject({ messages: z.array(receivedMessage), next_cursor: nextCursor });
