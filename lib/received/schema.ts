import * as z from 'zod';
import { blankAsAbsent } from '../base/optional';
import { pageQuery } from '../base/page-query';
import { strictObjectError } from '../base/strict-object';
import { moment } from '../base/time/moment';
import { senderValue } from '../senders/schema';
import { webhookUrlText } from '../webhooks/rules';
import { canonicalAddress } from './address';
import { foldKeyword, isKeyword, MAX_KEYWORD } from './keyword';

const KEYWORD_RULE = `Use one word of at most ${MAX_KEYWORD} characters that begins and ends with a letter or digit.`;

/** A keyword in its stored form; empty for none. */
const keyword = z
  .string('Send the keyword as text.')
  .trim()
  .refine((text) => text === '' || isKeyword(text), KEYWORD_RULE)
  .transform(foldKeyword);

/** A number, or a keyword of a number that several accounts share, for an account. */
export const assignNumberSchema = z.object({
  number: senderValue.transform(canonicalAddress),
  keyword: keyword.nullish().transform((text) => text ?? ''),
  accountId: z.uuid('Choose an account.'),
  /** Null: the webhook of the account. */
  webhookUrl: webhookUrlText.nullish().transform((url) => url || null),
});
export type AssignNumberInput = z.input<typeof assignNumberSchema>;

/** An assignment by its number and keyword, as on the command line. */
export const findNumberSchema = assignNumberSchema.pick({ number: true, keyword: true });
export type FindNumberInput = z.input<typeof findNumberSchema>;

export const numberIdSchema = z.object({ id: z.uuid() });

const address = z.string().transform(canonicalAddress);

/** Query of GET /api/received. */
export const receivedListQuery = z.strictObject(
  {
    ...pageQuery,
    from: blankAsAbsent(address.optional()),
    to: blankAsAbsent(address.optional()),
    since: blankAsAbsent(moment.optional()),
  },
  strictObjectError('See the API reference for the supported parameters.'),
);
export type ReceivedListQuery = z.output<typeof receivedListQuery>;
