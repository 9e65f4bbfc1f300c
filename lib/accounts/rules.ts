import { invalidFields } from '../base/errors';

/** Throws `invalid_fields` for a password that is easily guessed: the user's own e-mail address or user name. */
export function refuseOwnName(password: string, user: { email: string; username?: string }, field = 'password'): void {
  const normalized = password.trim().toLowerCase();
  const guessable = [user.email, user.email.split('@')[0], user.username].map((name) => name?.toLowerCase());
  if (!guessable.includes(normalized)) return;
  throw invalidFields({ [field]: 'Your e-mail address or user name is the first thing others try. Choose another.' });
}
