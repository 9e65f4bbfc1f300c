import * as z from 'zod';

export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 256;

const EMAIL = 'Enter an e-mail address such as name@example.com.';
/** Validated in the form in which it is stored: trimmed, in lower case. */
export const email = z.string(EMAIL).trim().toLowerCase().pipe(z.email(EMAIL).max(254, 'Use at most 254 characters.'));

/** Length is what counts; no composition rules (OWASP ASVS 5.0 §6.2). */
export const newPassword = z
  .string('Choose a password.')
  .min(MIN_PASSWORD_LENGTH, `Use at least ${MIN_PASSWORD_LENGTH} characters.`)
  .max(MAX_PASSWORD_LENGTH, `Use at most ${MAX_PASSWORD_LENGTH} characters.`);

export const signInSchema = z.object({
  email: z.string().trim().toLowerCase().min(1, 'Enter your e-mail address.').max(254),
  password: z.string().min(1, 'Enter your password.').max(MAX_PASSWORD_LENGTH),
  /** The second step, where two-factor sign-in is on: from the authenticator app, or a recovery code. */
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

export const sessionIdSchema = z.object({ id: z.uuid('This is not a session.') });
