import type { KeyType } from './schema';

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
