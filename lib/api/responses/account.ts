import * as z from 'zod';

/** Response to GET /api/account. Amounts of money are decimals as text. */
export const accountResponse = z.strictObject({
  id: z.uuid(),
  /** Null: the account does not pay from a balance. */
  credit: z.strictObject({ balance: z.string(), currency: z.string() }).nullable(),
  /** Null, and an empty list of countries: no limit. */
  limits: z.strictObject({
    messages_per_day: z.int().min(1).nullable(),
    messages_per_recipient_per_day: z.int().min(1).nullable(),
    countries: z.array(z.string()),
  }),
  /** Messages of live keys accepted today (UTC); null without a limit, which alone is counted here. */
  messages_today: z.int().min(0).nullable(),
});

/** Response to POST /api/operator/credit. */
export const creditChangedResponse = z.strictObject({
  account: z.uuid(),
  balance: z.string(),
  currency: z.string(),
});
