import { z } from 'zod';
import { visibleName } from '../text/name-schema';

export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 256;

const EMAIL = 'Enter an e-mail address such as name@example.com.';
/** Validated in its stored form: trimmed, in lower case. */
export const email = z.string(EMAIL).trim().toLowerCase().pipe(z.email(EMAIL).max(254, 'Use at most 254 characters.'));

/** Only the length matters; no composition rules (OWASP ASVS 5.0 §6.2). */
export const newPassword = z
  .string('Choose a password.')
  .min(MIN_PASSWORD_LENGTH, `Use at least ${MIN_PASSWORD_LENGTH} characters.`)
  .max(MAX_PASSWORD_LENGTH, `Use at most ${MAX_PASSWORD_LENGTH} characters.`);

export const accountNameSchema = z.object({
  name: visibleName('Give the account a name.', 100),
});

export const createUserSchema = z.object({ email, password: newPassword });

/** The /setup page: the first administrator and their account. */
export const setupSchema = createUserSchema.extend({
  accountName: accountNameSchema.shape.name,
});
export type SetupInput = z.input<typeof setupSchema>;

export const signInSchema = z.object({
  email: z.string().trim().toLowerCase().min(1, 'Enter your e-mail address.').max(254),
  password: z.string().min(1, 'Enter your password.').max(MAX_PASSWORD_LENGTH),
  /** The second factor, where two-factor sign-in is on: a code of the authenticator app, or a recovery code. */
  code: z.string().trim().max(40, 'This is too long for a code.').optional(),
});
export type SignInInput = z.input<typeof signInSchema>;

export const changePasswordSchema = z.object({
  currentPassword: z.string().min(1, 'Enter your current password.').max(MAX_PASSWORD_LENGTH),
  newPassword,
});
export type ChangePasswordInput = z.input<typeof changePasswordSchema>;

/** The page behind a one-time link. */
export const resetPasswordSchema = z.object({ token: z.string().max(200), password: newPassword });
export type ResetPasswordInput = z.input<typeof resetPasswordSchema>;
