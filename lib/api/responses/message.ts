import * as z from 'zod';
import { ENVIRONMENTS } from '../../access/environment';
import { MESSAGE_STATUSES, PRIORITY_NAMES } from '../../messages/rules';
import { AUTO_REPLACE_MODES } from '../../text/auto-replace-modes';
import { nextCursor, timestamp } from './parts';
import { errorCode, fieldProblem } from './problem';

/** The fields that a message has from its acceptance on, with its effective settings. */
const accepted = {
  id: z.uuid(),
  status: z.enum(MESSAGE_STATUSES),
  /** E.164 with +. */
  to: z.string(),
  from: z.string().nullable(),
  /** As it is sent: after auto-replace. */
  text: z.string(),
  segments: z.int().min(1),
  encoding: z.enum(['gsm7', 'ucs2']),
  environment: z.enum(ENVIRONMENTS),
  auto_replace: z.enum(AUTO_REPLACE_MODES),
  dlr_url: z.url().nullable(),
  priority: z.enum(PRIORITY_NAMES),
  /** Null to send at once. */
  send_at: timestamp.nullable(),
  valid_until: timestamp,
  reference: z.string().nullable(),
  metadata: z.record(z.string(), z.string()).nullable(),
  created_at: timestamp,
};

/** A message as GET /api/sms/{id} returns it. */
export const messageResponse = z.strictObject({
  ...accepted,
  submitted_at: timestamp.nullable(),
  final_at: timestamp.nullable(),
  error_code: z.string().nullable(),
  attempts: z.int().min(0),
  possible_duplicate: z.boolean(),
});

/** Response to GET /api/sms. */
export const messageListResponse = z.strictObject({ messages: z.array(messageResponse), next_cursor: nextCursor });

/** A message in a 202 response. */
const newMessage = z.strictObject({
  ...accepted,
  status: z.enum(['queued', 'scheduled']),
  /** Characters that auto-replace `full` has no replacement for. */
  unreplaced: z.array(z.string()).optional(),
});

/** Response to POST /api/sms: the message, or all messages of a request with a list of recipients. */
export const sendResponse = z.union([
  newMessage,
  z.strictObject({
    messages: z.array(newMessage),
    /** How many recipients repeated others. */
    merged: z.int().min(1).optional(),
  }),
]);

/** Position in the `messages` of the request. */
const index = z.int().min(0);

/** Response to POST /api/sms/batch, with one result per message in the order of the request. */
export const batchResponse = z.strictObject({
  accepted: z.int().min(0),
  refused: z.int().min(0),
  messages: z.array(
    z.union([
      newMessage.extend({ index }),
      z.strictObject({
        index,
        status: z.literal('refused'),
        code: errorCode,
        detail: z.string(),
        errors: z.array(fieldProblem),
      }),
    ]),
  ),
});
