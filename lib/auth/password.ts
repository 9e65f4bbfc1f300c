import { hash, verify } from '@node-rs/argon2';
import { processSingleton } from '../base/process-singleton';
import { PasswordWork } from './password-work';

/** OWASP's minimum for argon2id: 19 MiB, 2 passes, 1 lane. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hash for unknown users, so that an unknown e-mail address takes as long as a wrong password. */
const UNKNOWN_USER = hash('no user has this password', OPTIONS);

const work = () => processSingleton('password-work', () => new PasswordWork());

/** Attempts of client addresses that have had too many wait for each other, and leave the rest of the work to the others. */
const CROWDED_WAITING = 8;
const crowdedWork = () => processSingleton('crowded-password-work', () => new PasswordWork(1, CROWDED_WAITING));

/** Returns an argon2id hash in PHC form. Throws `overloaded` when too many passwords wait already. */
export function hashPassword(password: string): Promise<string> {
  return work().run(() => hash(password, OPTIONS));
}

/**
 * Whether `password` matches. Without a hash (unknown user) takes as long and returns false. Throws `overloaded` when too
 * many passwords wait already. `crowded`: whether the client's address has had too many attempts.
 */
export async function verifyPassword(
  password: string,
  passwordHash: string | null,
  { crowded = false } = {},
): Promise<boolean> {
  const compared = passwordHash ?? (await UNKNOWN_USER);
  const compare = () => work().run(() => verify(compared, password));
  const matches = await (crowded ? crowdedWork().run(compare) : compare());
  return matches && passwordHash !== null;
}
