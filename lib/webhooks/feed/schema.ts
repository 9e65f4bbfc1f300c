import * as z from 'zod';
import { booleanOfForm, listOfForm } from '../../base/form-values';
import { blankAsAbsent, isBlank } from '../../base/optional';
import { pageQuery } from '../../base/page-query';
import { strictObjectError } from '../../base/strict-object';
import { eventList } from '../endpoints/schema';
import { WEBHOOK_EVENTS } from '../events';

/** Longest wait of one request for the next report, in seconds: proxies end requests that take a minute. */
const MAX_WAIT_S = 20;
const MAX_CONFIRMED = 1_000;
/** The position after all reports: a reader that begins now. */
export const END = 'end';

const CURSOR = 'Use the cursor of the response before, unchanged.';
const cursor = z
  .string(CURSOR)
  .trim()
  .regex(/^\d{1,18}$/, CURSOR);

/** Query of GET /api/reports. */
export const reportListQuery = z.strictObject(
  {
    /** Absent: the oldest reports that are not confirmed. */
    after: blankAsAbsent(z.union([z.literal(END), cursor], CURSOR).optional()),
    limit: pageQuery.limit,
    wait: blankAsAbsent(
      z.coerce
        .number('Use a number of seconds.')
        .int('Use whole seconds.')
        .min(0, 'Use 0 or more seconds.')
        .max(MAX_WAIT_S, `Use at most ${MAX_WAIT_S} seconds.`)
        .default(0),
    ),
  },
  strictObjectError('See the API reference for the supported parameters.'),
);
export type ReportListQuery = z.output<typeof reportListQuery>;

const ID_LIST = 'Use a list of ids of reports.';
/** Body of POST /api/reports/confirm: one of the two. */
export const confirmReportsBody = z
  .strictObject(
    {
      /** All reports up to this position. */
      cursor: blankAsAbsent(cursor.optional()),
      ids: blankAsAbsent(
        z
          .preprocess(
            (value) => (isBlank(value) ? value : listOfForm(value, MAX_CONFIRMED)),
            z.array(z.uuid(ID_LIST), ID_LIST).max(MAX_CONFIRMED, `Use at most ${MAX_CONFIRMED} ids.`),
          )
          .optional(),
      ),
    },
    strictObjectError('Send a JSON object such as {"cursor": "42"}.'),
  )
  .refine(({ cursor: position, ids }) => (position === undefined) !== (ids === undefined), {
    path: ['cursor'],
    message: 'Send either cursor or ids.',
  });
export type ConfirmReportsBody = z.output<typeof confirmReportsBody>;

/** Body of PATCH /api/reports. */
export const pullSettingsBody = z.strictObject(
  {
    enabled: blankAsAbsent(z.preprocess(booleanOfForm, z.boolean('Use true or false.').optional())),
    /** Empty: none. */
    events: blankAsAbsent(
      z.preprocess(
        (value) => (isBlank(value) ? value : listOfForm(value, WEBHOOK_EVENTS.length)),
        eventList.optional(),
      ),
    ),
  },
  strictObjectError('Send a JSON object such as {"enabled": true}.'),
);
export type PullSettingsBody = z.output<typeof pullSettingsBody>;
