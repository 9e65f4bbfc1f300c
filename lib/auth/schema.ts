import * as z from 'zod';
import { STORABLE } from '../base/storable-text';

export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 256;
/** As large as the form of a sign-in may be. */
const MAX_ASSERTION = 8_192;

const EMAIL = 'Enter an e-mail address such as name@example.com.';
/** Validated in the form in which it is stored: trimmed, in lower case. */
export const email = z.string(EMAIL).trim().toLowerCase().pipe(z.email(EMAIL).max(254, 'Use at most 254 characters.'));

/** Length is what counts; no composition rules (OWASP ASVS 5.0 §6.2). */
export const newPassword = z
  .string('Choose a password.')
  .min(MIN_PASSWORD_LENGTH, `Use at least ${MIN_PASSWORD_LENGTH} characters.`)
  .max(MAX_PASSWORD_LENGTH, `Use at most ${MAX_PASSWORD_LENGTH} characters.`);

export const signInSchema = z.object({
  email: z.string().trim().toLowerCase().min(1, 'Enter your e-mail address.').max(254, EMAIL).regex(STORABLE, EMAIL),
  password: z.string().min(1, 'Enter your password.').max(MAX_PASSWORD_LENGTH),
  /** The second step, where two-factor sign-in is on: from the authenticator app, or a recovery code. */
  code: z.string().trim().max(40, 'This is too long for a code.').optional(),
  /** Or the assertion of a passkey, as JSON. */
  passkey: z.string().max(MAX_ASSERTION).optional(),
});
export type SignInInput = z.input<typeof signInSchema>;

/** The second step alone, for a session that was opened without it. */
export const secondFactorSchema = signInSchema.pick({ code: true, passkey: true });

export const changePasswordSchema = z.object({
  currentPassword: z.string().min(1, 'Enter your current password.').max(MAX_PASSWORD_LENGTH),
  newPassword,
});
export type ChangePasswordInput = z.input<typeof changePasswordSchema>;

/** Changes of a user's sign-in require the password again (OWASP ASVS 5.0 §7.5.1). */
export const passwordAgainSchema = z.object({
  password: z.string('Enter your password.').min(1, 'Enter your password.').max(MAX_PASSWORD_LENGTH),
});

/** The page behind a one-time link. */
export const resetPasswordSchema = z.object({ token: z.string().max(200), password: newPassword });
export type ResetPasswordInput = z.input<typeof resetPasswordSchema>;

/** Ending sessions requires the password again, like other changes of how a user signs in. */
export const endSessionSchema = passwordAgainSchema.extend({ id: z.uuid('This is not a session.') });
