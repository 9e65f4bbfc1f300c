import { invalidFields } from '../base/errors';
import { carrierEncryptionContext } from '../secrets/encryption-contexts';
import { seal, unseal } from '../secrets/seal';
import { RECEIPT_SECRET } from './http/receipt-url';
import { newReceiptSecret, secretNames, secretProblems } from './http/secrets';
import type { HttpSettings } from './http/settings';

/** A carrier's secrets by name. */
export type Secrets = Readonly<Record<string, string>>;

/** Returns the secrets as one sealed text, bound to the carrier. */
export function sealSecrets(carrierId: string, secrets: Secrets): string {
  return seal(JSON.stringify(secrets), carrierEncryptionContext(carrierId));
}

/** Throws when they were sealed with a key that is not in SECRETS_KEYS. */
export function unsealSecrets(carrierId: string, sealed: string | null): Secrets {
  return sealed === null ? {} : (JSON.parse(unseal(sealed, carrierEncryptionContext(carrierId))) as Secrets);
}

/** Returns the secrets; none where they cannot be unsealed, so that they can be entered again. */
export function readableSecrets(carrierId: string, sealed: string | null): Secrets {
  try {
    return unsealSecrets(carrierId, sealed);
  } catch {
    return {};
  }
}

/** Returns `current` with a change: an empty or absent value keeps the current one, and null removes it. */
export function mergeSecrets(current: Secrets, change: Readonly<Record<string, string | null | undefined>>): Secrets {
  const merged: Record<string, string> = { ...current };
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete merged[name];
    else if (value) merged[name] = value;
  }
  return merged;
}

/** Requires the password of an SMPP carrier, which a change may leave out only where one is stored. */
export function requirePassword(secrets: Secrets): Secrets {
  if (secrets.password !== undefined) return secrets;
  throw invalidFields({ 'secrets.password': 'Enter the password: none is stored that can be read.' });
}

/**
 * Returns the secrets of an HTTP carrier, with a new one for its receipts where settings need one. Throws `invalid_fields`
 * that names those that settings use and that are missing.
 */
export function completeSecrets(settings: HttpSettings, secrets: Secrets): Secrets {
  const needsOwn = secretNames(settings).includes(RECEIPT_SECRET) && !secrets[RECEIPT_SECRET];
  const complete = needsOwn ? { ...secrets, [RECEIPT_SECRET]: newReceiptSecret() } : secrets;
  const problems = Object.entries(secretProblems(settings, complete));
  if (problems.length === 0) return complete;
  throw invalidFields(Object.fromEntries(problems.map(([name, problem]) => [`secrets.${name}`, problem])));
}
