import { newId } from '../base/ids';
import { currentPepper, digest } from '../secrets/digest';
import { keyEncryptionContext } from '../secrets/encryption-contexts';
import { seal } from '../secrets/seal';
import { generateAuthKey, generateSecret, hintOf } from './rules';
import type { KeyType } from './schema';

/** A fresh secret and the row that keeps it: digest to verify, sealed only where it must be read again. */
export type NewSecret = {
  secret: string;
  row: {
    id: string;
    accountId: string;
    digest: Uint8Array<ArrayBuffer>;
    pepperId: string;
    sealed: string | null;
    hint: string;
  };
};

/** Makes a secret for a key of `type`. HMAC secrets verify signatures and so are always readable to the server. */
export function newSecret(accountId: string, type: KeyType, copyable: boolean): NewSecret {
  const id = newId();
  const secret = type === 'auth' ? generateAuthKey() : generateSecret(type);
  const pepper = currentPepper();
  const isReadable = type === 'hmac' || (type === 'auth' && copyable);
  return {
    secret,
    row: {
      id,
      accountId,
      digest: new Uint8Array(digest(secret, pepper.pepper)),
      pepperId: pepper.id,
      sealed: isReadable ? seal(secret, keyEncryptionContext.secret(id)) : null,
      hint: hintOf(secret),
    },
  };
}

/** A credential in the clear: it leaves the server once, in the answer to the command that made it. */
export type Revealed = { id: string; name: string } & (
  | { type: 'auth'; key: string }
  | { type: 'basic' | 'hmac'; keyId: string; secret: string }
);

export function reveal(
  key: { id: string; name: string; type: KeyType; keyId: string | null },
  secret: string,
): Revealed {
  const { id, name, type } = key;
  return type === 'auth' ? { id, name, type, key: secret } : { id, name, type, keyId: key.keyId ?? '', secret };
}
