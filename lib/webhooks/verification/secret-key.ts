/** Checks whether a text was signed with the secret, by one of the signatures of a header. */
export type Matcher = (content: string, signatures: readonly string[]) => Promise<boolean>;

/** What was pasted as the secret: a way to compare, or why there is none. */
export type SecretKey = { matches: Matcher; version: 'v1' | 'v1a' } | { problem: string };

/** Standard Webhooks 1.0.0: 24 to 64 bytes. */
const MIN_BYTES = 24;
const MAX_BYTES = 64;
const PUBLIC_KEY_BYTES = 32;

/** Reads a `whsec_` secret or a `whpk_` public key. Uses WebCrypto alone, so it runs in browsers and in Node. */
export async function readSecretKey(pasted: string): Promise<SecretKey> {
  const secret = pasted.trim();
  if (secret === '') return { problem: 'Paste the secret of the endpoint, key or account that sent the report.' };
  if (secret.startsWith('whsk_')) {
    return { problem: 'This is the private key, which signs. Receivers verify with the public key, whpk_…' };
  }
  const bytes = base64(secret.replace(/^wh(sec|pk)_/, ''));
  if (!bytes)
    return { problem: 'The secret is not base64. It begins with whsec_ (v1) or whpk_ (v1a); copy all of it.' };
  return secret.startsWith('whpk_') ? publicKey(bytes) : sharedSecret(bytes);
}

async function sharedSecret(bytes: Uint8Array<ArrayBuffer>): Promise<SecretKey> {
  if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
    return { problem: `The secret has ${bytes.length} bytes; those of Postern have 32. Copy all of it.` };
  }
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  const matches: Matcher = (content, signatures) =>
    some(signatures, (signature) => crypto.subtle.verify('HMAC', key, signature, utf8(content)));
  return { version: 'v1', matches };
}

async function publicKey(bytes: Uint8Array<ArrayBuffer>): Promise<SecretKey> {
  if (bytes.length !== PUBLIC_KEY_BYTES) {
    return { problem: `A public key has ${PUBLIC_KEY_BYTES} bytes, this one ${bytes.length}. Copy all of it.` };
  }
  const key = await crypto.subtle.importKey('raw', bytes, 'Ed25519', false, ['verify']).catch(() => null);
  if (!key) return { problem: 'This browser cannot verify Ed25519, or the key is not valid.' };
  const matches: Matcher = (content, signatures) =>
    some(signatures, (signature) => crypto.subtle.verify('Ed25519', key, signature, utf8(content)));
  return { version: 'v1a', matches };
}

async function some(
  signatures: readonly string[],
  verify: (signature: Uint8Array<ArrayBuffer>) => Promise<boolean>,
): Promise<boolean> {
  for (const text of signatures) {
    const bytes = base64(text);
    if (bytes && (await verify(bytes))) return true;
  }
  return false;
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function base64(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}
