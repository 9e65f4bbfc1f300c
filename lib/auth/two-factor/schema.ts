import * as z from 'zod';
import { MAX_PASSWORD_LENGTH } from '../schema';

/** Changes of a user's sign-in require the password again (OWASP ASVS 5.0 §7.5.1). */
export const passwordAgainSchema = z.object({
  password: z.string('Enter your password.').min(1, 'Enter your password.').max(MAX_PASSWORD_LENGTH),
});

export const confirmTwoFactorSchema = z.object({
  code: z
    .string('Enter the code.')
    .trim()
    .regex(/^\d{3}[\s-]?\d{3}$/, 'Enter the 6 digits that your app shows now.'),
});
