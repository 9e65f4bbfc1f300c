import * as z from 'zod';
import { email, newPassword } from '../auth/schema';
import { visibleName } from '../text/name-schema';

export const accountNameSchema = z.object({
  name: visibleName('Enter a name for the account.', 100),
});

export const createUserSchema = z.object({ email, password: newPassword });

/** The /setup page: the first administrator and their account. */
export const setupSchema = createUserSchema.extend({
  accountName: accountNameSchema.shape.name,
});
export type SetupInput = z.input<typeof setupSchema>;
