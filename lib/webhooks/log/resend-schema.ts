import * as z from 'zod';
import { optional } from '../../base/optional';
import { moment } from '../../base/time/moment';
import { WEBHOOK_EVENTS } from '../events';

export const MAX_CANCELLED_IDS = 1_000;

const id = z.string();
const SINCE = 'Use a time in the past, such as 2027-01-31T12:00:00Z.';

export const deliveryIdSchema = z.object({ id });

export const startResendSchema = z.object({
  since: moment.refine((at) => at.getTime() <= Date.now(), SINCE),
  endpointId: optional(z.uuid('Use the id of an endpoint.')),
});
export type StartResendInput = z.input<typeof startResendSchema>;

export const resendJobSchema = z.object({ job: id });

/** Which waiting reports are cancelled: all conditions apply. */
export const cancelSchema = z.object({
  ids: optional(
    z.array(z.uuid('Use ids of deliveries.')).max(MAX_CANCELLED_IDS, `Use at most ${MAX_CANCELLED_IDS} ids.`),
  ),
  endpointId: optional(z.uuid('Use the id of an endpoint.')),
  event: optional(z.enum(WEBHOOK_EVENTS, `Events are ${WEBHOOK_EVENTS.join(', ')}.`)),
  messageId: optional(z.uuid('Use the id of a message.')),
  since: optional(moment),
  until: optional(moment),
});
export type CancelInput = z.input<typeof cancelSchema>;
export type CancelFilter = z.output<typeof cancelSchema>;
