import * as z from 'zod';
import { listOfForm } from '../../base/form-values';
import { blankAsAbsent, isBlank } from '../../base/optional';
import { pageQuery } from '../../base/page-query';
import { strictObjectError } from '../../base/strict-object';
import { moment } from '../../base/time/moment';
import { parseInternational } from '../../numbers/international';
import { WEBHOOK_EVENTS } from '../events';
import { MAX_CANCELLED_IDS, startResendSchema } from './resend-schema';
import { DELIVERY_STATES } from './schema';

/** The targets that are no endpoints: URLs of requests, keys and the account. */
const URLS = 'url';

/** A plus sign that was not escaped arrives as a space. */
const recipient = z.string('Use a number as text.').transform((text, context): string => {
  const parsed = parseInternational(text.replace(/^[ +]*/, '+'));
  if ('number' in parsed) return parsed.number;
  context.addIssue({ code: 'custom', message: parsed.problem });
  return z.NEVER;
});

const event = blankAsAbsent(z.enum(WEBHOOK_EVENTS, `Events are ${WEBHOOK_EVENTS.join(', ')}.`).optional());
const message = blankAsAbsent(z.uuid('Use the id of a message.').optional());
const times = { created_from: blankAsAbsent(moment.optional()), created_to: blankAsAbsent(moment.optional()) };
type Times = { created_from?: Date | undefined; created_to?: Date | undefined };
const isPeriod = ({ created_from: from, created_to: to }: Times) => !from || !to || from < to;
const PERIOD = { path: ['created_to'], message: 'Use a time after created_from.' };
const UNKNOWN = strictObjectError('See the API reference for the supported parameters.');

/** Query of GET /api/webhook-deliveries. */
export const deliveryListQuery = z
  .strictObject(
    {
      cursor: pageQuery.cursor,
      event,
      state: blankAsAbsent(z.enum(DELIVERY_STATES, `States are ${DELIVERY_STATES.join(', ')}.`).optional()),
      http_status: blankAsAbsent(
        z.coerce.number('Use a status such as 500.').int('Use a status such as 500.').min(100).max(999).optional(),
      ),
      to: blankAsAbsent(recipient.optional()),
      message,
      endpoint: blankAsAbsent(
        z.union([z.literal(URLS), z.uuid()], `Use the id of an endpoint, or ${URLS} for all other targets.`).optional(),
      ),
      ...times,
    },
    UNKNOWN,
  )
  .refine(isPeriod, PERIOD)
  .transform(({ cursor, http_status, to, message: messageId, endpoint, created_from, created_to, ...filter }) => ({
    ...{ ...filter, before: cursor, httpStatus: http_status, recipient: to, messageId },
    ...{ endpointId: endpoint === URLS ? null : endpoint, from: created_from, until: created_to },
  }));

/** Query of POST /api/webhook-deliveries/resend. */
export const resendQuery = z
  .strictObject(
    { since: startResendSchema.shape.since, endpoint: startResendSchema.shape.endpointId },
    strictObjectError('Name the time, such as since=2027-01-31T12:00:00Z.'),
  )
  .transform(({ since, endpoint: endpointId }) => ({ since, endpointId }));

const IDS = 'Use a list of ids of deliveries.';
/** Body of POST /api/webhook-deliveries/cancel. Without a field, all waiting deliveries. */
export const cancelDeliveriesBody = z
  .strictObject(
    {
      ids: blankAsAbsent(
        z
          .preprocess(
            (value) => (isBlank(value) ? value : listOfForm(value, MAX_CANCELLED_IDS)),
            z.array(z.uuid(IDS), IDS).max(MAX_CANCELLED_IDS, `Use at most ${MAX_CANCELLED_IDS} ids.`),
          )
          .optional(),
      ),
      ...{ event, message },
      endpoint: blankAsAbsent(z.uuid('Use the id of an endpoint.').optional()),
      ...times,
    },
    strictObjectError('Send a JSON object such as {"endpoint": "…"}.'),
  )
  .refine(isPeriod, PERIOD)
  .transform(({ message: messageId, endpoint: endpointId, created_from, created_to, ...filter }) => ({
    ...{ ...filter, messageId, endpointId, since: created_from, until: created_to },
  }));
