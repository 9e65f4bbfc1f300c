import * as z from 'zod';
import { AUDIT_ACTIONS } from './actions';

/** Value of the actor filter for events without a user or key: the command line, the first set-up. */
export const SYSTEM_ACTOR = 'system';

const id = z.uuid();

/** The page's filter, from the query. Unknown values are ignored, so that no link is ever an error. */
export const auditFilterSchema = z.object({
  action: z.enum(AUDIT_ACTIONS).optional().catch(undefined),
  /** Id of a user or key, or `system`. */
  actor: z
    .union([z.literal(SYSTEM_ACTOR), id])
    .optional()
    .catch(undefined),
  /** Id of the target. */
  target: id.optional().catch(undefined),
  before: id.optional().catch(undefined),
  after: id.optional().catch(undefined),
});
