import { invalidFields } from '../base/errors';

/** Throws `invalid_fields` for a password that everybody knows already: the person's own e-mail address or user name. */
export function refuseOwnName(
  password: string,
  person: { email: string; username?: string },
  field = 'password',
): void {
  const given = password.trim().toLowerCase();
  const known = [person.email, person.email.split('@')[0], person.username].map((name) => name?.toLowerCase());
  if (!known.includes(given)) return;
  throw invalidFields({ [field]: 'Your e-mail address or user name is the first thing others try. Choose another.' });
}
