import { isCommonPassword } from '../auth/common-passwords';
import { invalidFields } from '../base/errors';

/**
 * Throws `invalid_fields` for a password that is easily guessed: the user's own e-mail address or user name, or a common
 * password (OWASP ASVS 5.0 §6.2.4).
 */
export async function refuseGuessable(
  password: string,
  user: { email: string; username?: string },
  field = 'password',
): Promise<void> {
  const normalized = password.trim().toLowerCase();
  const guessable = [user.email, user.email.split('@')[0], user.username].map((name) => name?.toLowerCase());
  if (guessable.includes(normalized)) {
    throw invalidFields({ [field]: 'Your e-mail address or user name is the first thing others try. Choose another.' });
  }
  if (await isCommonPassword(password)) {
    throw invalidFields({
      [field]: 'This password is among the first that others try. A few unrelated words are better.',
    });
  }
}
