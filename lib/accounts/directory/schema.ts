import * as z from 'zod';
import { email } from '../../auth/schema';
import { STORABLE } from '../../base/storable-text';
import { accountNameSchema } from '../schema';

export const ACCOUNT_STATES = ['verified', 'unverified'] as const;
const MAX_SEARCH = 100;

export const accountIdSchema = z.object({ id: z.uuid() });

export const newAccountSchema = accountNameSchema.extend({ verified: z.boolean().default(false) });
export type NewAccountInput = z.input<typeof newAccountSchema>;

/** Filter of the operator's list of accounts, from the query. Unknown values are ignored, so that no link is ever an error. */
export const accountFilterSchema = z.object({
  search: z.string().trim().max(MAX_SEARCH).regex(STORABLE).catch('').default(''),
  state: z.enum(ACCOUNT_STATES).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1).default(1),
});
export type AccountFilterInput = z.input<typeof accountFilterSchema>;

/** Filter of the operator's list of users, from the query. */
export const userFilterSchema = accountFilterSchema.pick({ search: true, page: true });
export type UserFilterInput = z.input<typeof userFilterSchema>;

export const userEmailSchema = z.object({ email });
export const enableUserSchema = userEmailSchema.extend({ enabled: z.boolean() });
