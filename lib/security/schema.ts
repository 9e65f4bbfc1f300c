import * as z from 'zod';
import { normalizeAddress } from '../network/address';
import { SECURITY_EVENT_KINDS } from './kinds';

/** Matches no event: an invalid address must not list all events. */
const NO_ADDRESS = '-';

/** Filter of the list, from the query. Unknown values are ignored, so that no link is ever an error. */
export const securityEventFilterSchema = z.object({
  kind: z.enum(SECURITY_EVENT_KINDS).optional().catch(undefined),
  /** As it is stored. */
  ip: z
    .string()
    .max(100)
    .transform((address) => normalizeAddress(address.trim()) ?? NO_ADDRESS)
    .optional()
    .catch(undefined),
  before: z.string().max(100).optional().catch(undefined),
  after: z.string().max(100).optional().catch(undefined),
});
export type SecurityEventFilter = z.output<typeof securityEventFilterSchema>;
