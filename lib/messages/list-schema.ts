import * as z from 'zod';
import { ENVIRONMENTS } from '../access/environment';
import { blankAsAbsent } from '../base/optional';
import { pageQuery } from '../base/page-query';
import { STORABLE, STORABLE_MESSAGE } from '../base/storable-text';
import { strictObjectError } from '../base/strict-object';
import { moment } from '../base/time/moment';
import { parseInternational } from '../numbers/international';
import { MESSAGE_STATUSES, type MessageStatus } from './rules';

/** One status or several, separated by commas. */
const statuses = z.string().transform((text, context): MessageStatus[] => {
  const named = [...new Set(text.split(',').map((word) => word.trim()))];
  const known = MESSAGE_STATUSES.filter((status) => named.includes(status));
  if (known.length === named.length) return known;
  context.addIssue({
    code: 'custom',
    message: `Use one or several, separated by commas, of ${MESSAGE_STATUSES.join(', ')}.`,
  });
  return z.NEVER;
});

/** A plus sign that was not escaped arrives as a space. */
const recipient = z.string().transform((text, context): string => {
  const parsed = parseInternational(text.replace(/^[ +]*/, '+'));
  if ('number' in parsed) return parsed.number;
  context.addIssue({ code: 'custom', message: parsed.problem });
  return z.NEVER;
});

/** Query of GET /api/sms. */
export const messageListQuery = z
  .strictObject(
    {
      ...pageQuery,
      status: blankAsAbsent(statuses.optional()),
      to: blankAsAbsent(recipient.optional()),
      reference: blankAsAbsent(z.string().regex(STORABLE, STORABLE_MESSAGE).optional()),
      key: blankAsAbsent(z.uuid('Use the id of an API key.').optional()),
      environment: blankAsAbsent(z.enum(ENVIRONMENTS, 'Choose live or test.').optional()),
      created_from: blankAsAbsent(moment.optional()),
      created_to: blankAsAbsent(moment.optional()),
    },
    strictObjectError('See the API reference for the supported parameters.'),
  )
  .refine(({ created_from: from, created_to: to }) => !from || !to || from < to, {
    path: ['created_to'],
    message: 'Use a time after created_from.',
  });
export type MessageListQuery = z.output<typeof messageListQuery>;
