import { carrierEncryptionContext } from '../secrets/encryption-contexts';
import { seal, unseal } from '../secrets/seal';

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

/** Returns `current` with a change: an empty or absent value keeps the current one, and null removes it. */
export function mergeSecrets(current: Secrets, change: Readonly<Record<string, string | null | undefined>>): Secrets {
  const merged: Record<string, string> = { ...current };
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete merged[name];
    else if (value) merged[name] = value;
  }
  return merged;
}
