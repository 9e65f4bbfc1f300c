import * as z from 'zod';
import { ENVIRONMENTS } from '../access/environment';
import { WEBHOOK_EVENTS, type WebhookEvent } from './events';

const timestamp = z.iso.datetime({ precision: 3 });
const e164 = z.string().describe('E.164 with + where it is a number.');
const MESSAGE_EVENTS = WEBHOOK_EVENTS.filter((event) => event !== 'message.received');
type Status<Event> = Event extends `message.${infer Name}` ? Exclude<Name, 'received'> : never;
const STATUSES = MESSAGE_EVENTS.map((event) => event.slice('message.'.length)) as Status<WebhookEvent>[];

/** Body of a report about a message. `status` is that of the event. */
export const messageReport = z
  .strictObject({
    type: z.enum(MESSAGE_EVENTS),
    timestamp: timestamp.describe('When the status was reached.'),
    data: z.strictObject({
      id: z.uuid().describe('The id of the message.'),
      reference: z.string().nullable().describe('Your id of the message.'),
      to: e164,
      from: z.string().nullable(),
      status: z.enum(STATUSES),
      error: z
        .strictObject({ code: z.string(), title: z.string() })
        .nullable()
        .describe('Why the message was not delivered: a stable code, and a sentence.'),
      segments: z.int().min(1),
      encoding: z.enum(['gsm7', 'ucs2']),
      environment: z.enum(ENVIRONMENTS),
      sequence: z.int().min(1).describe('Counts the events of the message: reports may arrive in another order.'),
      possible_duplicate: z.boolean().describe('The message may have been delivered twice.'),
      metadata: z.record(z.string(), z.string()).nullable(),
      occurred_at: timestamp,
      created_at: timestamp.describe('When the message was accepted.'),
    }),
  })
  .meta({ title: 'A delivery report' });

/** Body of a report about a received message. */
export const receivedReport = z
  .strictObject({
    type: z.literal('message.received'),
    timestamp,
    data: z.strictObject({
      id: z.uuid().describe('The id of the received message.'),
      from: e164,
      to: e164,
      text: z.string(),
      encoding: z.enum(['gsm7', 'ucs2', 'binary']),
      segments: z.int().min(1).describe('Parts of the whole message.'),
      missing_segments: z.int().min(0).describe('Parts that had not arrived after 24 hours.'),
      keyword: z.string().nullable().describe('The keyword by which it was assigned.'),
      received_at: timestamp,
    }),
  })
  .meta({ title: 'A received message' });

/** Returns the JSON schema (2020-12) of the bodies that endpoints of the format `standard` receive. */
export function webhookJsonSchema(id: string): object {
  return {
    ...z.toJSONSchema(z.union([messageReport, receivedReport]), { target: 'draft-2020-12' }),
    $id: id,
    title: 'Body of a webhook',
  };
}
