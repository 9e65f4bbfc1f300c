import * as z from 'zod';
import { ROLES } from '../../access/actor';
import { STORABLE } from '../../base/storable-text';

export const MEMBER_PAGE_SIZE = 50;
const MAX_SEARCH = 100;

export const role = z.enum(ROLES, 'Choose a role.');
export const userIdSchema = z.object({ userId: z.uuid('Choose a member.') });
export const changeRoleSchema = userIdSchema.extend({ role });
export const twoFactorRequiredSchema = z.object({ required: z.boolean() });
export const switchAccountSchema = z.object({ accountId: z.uuid('Choose an account.') });

/** Filter of the list of members, from the query. Unknown values are ignored, so that no link is ever an error. */
export const memberFilterSchema = z.object({
  search: z.string().trim().max(MAX_SEARCH).regex(STORABLE).catch('').default(''),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1).default(1),
});
export type MemberFilter = z.output<typeof memberFilterSchema>;
export type MemberFilterInput = z.input<typeof memberFilterSchema>;
