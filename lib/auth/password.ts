import { hash, verify } from '@node-rs/argon2';
import { processSingleton } from '../base/process-singleton';
import { PasswordWork } from './password-work';

/** OWASP's minimum for argon2id: 19 MiB, 2 passes, 1 lane. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hash for unknown users, so that an unknown e-mail address takes as long as a wrong password. */
const UNKNOWN_USER = hash('no user has this password', OPTIONS);

const work = () => processSingleton('password-work', () => new PasswordWork());

/** Returns an argon2id hash in PHC form. Throws `overloaded` when too many passwords wait already. */
export function hashPassword(password: string): Promise<string> {
  return work().run(() => hash(password, OPTIONS));
}

/**
 * Whether `password` matches. Without a hash (unknown user) takes as long and returns false. Throws `overloaded` when too
 * many passwords wait already.
 */
export async function verifyPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const compared = passwordHash ?? (await UNKNOWN_USER);
  const matches = await work().run(() => verify(compared, password));
  return matches && passwordHash !== null;
}
