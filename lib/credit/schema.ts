import * as z from 'zod';
import { STORABLE, STORABLE_MESSAGE } from '../base/storable-text';
import { parseMoney } from './money';
import { MAX_PRICE_BYTES } from './price-csv';

const AMOUNT = 'Use an amount with a decimal point and at most 6 decimals, such as 50 or -2.50.';

/** An amount of money as decimal text, or a number in JSON; not 0. */
const amount = z.union([z.string(), z.number()], AMOUNT).transform((value, context) => {
  const parsed = parseMoney(String(value));
  if (parsed === null) context.addIssue({ code: 'custom', message: AMOUNT });
  else if (parsed === 0n) context.addIssue({ code: 'custom', message: 'Use an amount other than 0.' });
  else return parsed;
  return z.NEVER;
});

const note = z
  .string('Use text.')
  .trim()
  .max(200, 'Use at most 200 characters.')
  .regex(STORABLE, STORABLE_MESSAGE)
  .nullish()
  .transform((value) => value || null);

/** A positive amount tops up the balance, a negative one corrects it. */
export const changeBalanceSchema = z.object({
  accountId: z.uuid('Use the id of an account.'),
  amount,
  note,
  /** Of the entry in the ledger: a repetition with the same id is refused. */
  id: z.uuid().optional(),
});
export type ChangeBalanceInput = z.input<typeof changeBalanceSchema>;

export const setCreditSchema = z.object({ accountId: z.uuid(), enabled: z.boolean() });

/** A price table as CSV, which replaces the one before. */
export const importPricesSchema = z.object({
  text: z.string().min(1, 'Choose a file.').max(MAX_PRICE_BYTES, 'The file may have at most 512 KiB.'),
});
