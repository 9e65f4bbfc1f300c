import * as z from 'zod';
import { rejectionSchema } from '../accounts/verification/schema';
import { visibleText } from '../text/name-schema';
import { parseSenderId } from './parse';
import { SENDER_RULE } from './rules';

export const SENDER_STATES = ['pending', 'approved', 'rejected'] as const;
export type SenderState = (typeof SENDER_STATES)[number];

/** Most sender IDs of one account. */
export const MAX_SENDER_IDS = 100;
const MAX_NOTE_LENGTH = 500;

export const senderValue = z.string(SENDER_RULE).transform((value, context) => {
  const parsed = parseSenderId(value);
  if ('sender' in parsed) return parsed.sender;
  context.addIssue({ code: 'custom', message: parsed.problem });
  return z.NEVER;
});

/** A request for a sender ID. */
export const requestSenderIdSchema = z.object({
  value: senderValue,
  /** Its purpose, for the operator. */
  note: visibleText(MAX_NOTE_LENGTH)
    .nullish()
    .transform((note) => note || null),
});
export type RequestSenderIdInput = z.input<typeof requestSenderIdSchema>;

export const senderIdSchema = z.object({ id: z.uuid() });

/** The state in which the actor saw the sender ID. A decision fails with `conflict` if it has changed since. */
const seen = z.enum(SENDER_STATES).optional();
export const approveSenderIdSchema = senderIdSchema.extend({ seen });
export type ApproveSenderIdInput = z.input<typeof approveSenderIdSchema>;
export const rejectSenderIdSchema = rejectionSchema.extend({ seen });
export type RejectSenderIdInput = z.input<typeof rejectSenderIdSchema>;

/** A cursor of the operator's list: the state and id of an entry. */
const cursor = z
  .string()
  .regex(/^(pending|approved|rejected)\.[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
  .optional()
  .catch(undefined);

/** Filter of the operator's list, from the query. Unknown values are ignored, so that no link is ever an error. */
export const senderIdFilterSchema = z.object({
  state: z.enum(SENDER_STATES).optional().catch(undefined),
  /** Only of this account. */
  accountId: z.uuid().optional().catch(undefined),
  after: cursor,
  before: cursor,
});
export type SenderIdFilterInput = z.input<typeof senderIdFilterSchema>;
