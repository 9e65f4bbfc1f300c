import { z } from 'zod';
import { email, newPassword } from '../auth/schema';
import { visibleName } from '../text/name-schema';

export const accountNameSchema = z.object({
  name: visibleName('Give the account a name.', 100),
});

export const createUserSchema = z.object({ email, password: newPassword });

/** The /setup page: the first administrator and their account. */
export const setupSchema = createUserSchema.extend({
  accountName: accountNameSchema.shape.name,
});
export type SetupInput = z.input<typeof setupSchema>;
