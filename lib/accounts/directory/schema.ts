import { z } from 'zod';
import { STORABLE } from '../../storable';
import { accountNameSchema } from '../schema';

export const ACCOUNT_STATES = ['verified', 'unverified'] as const;
const MAX_SEARCH = 100;

export const accountIdSchema = z.object({ id: z.uuid() });

export const newAccountSchema = accountNameSchema.extend({ verified: z.boolean().default(false) });
export type NewAccountInput = z.input<typeof newAccountSchema>;

/** The operator's list, as it stands in the address. Anything unknown falls back, so that no link is ever an error. */
export const accountFilterSchema = z.object({
  search: z.string().trim().max(MAX_SEARCH).regex(STORABLE).catch('').default(''),
  state: z.enum(ACCOUNT_STATES).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1).default(1),
});
export type AccountFilterInput = z.input<typeof accountFilterSchema>;
