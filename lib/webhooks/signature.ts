import { createHmac, createPrivateKey, type KeyObject, randomBytes, sign } from 'node:crypto';

/** Schemes of Standard Webhooks 1.0.0: `v1` is HMAC-SHA256 with a shared secret, `v1a` is Ed25519 with a key pair. */
export type SignatureScheme = 'v1' | 'v1a';

export type SignatureHeaders = {
  'webhook-id': string;
  'webhook-timestamp': string;
  'webhook-signature': string;
};

/** A parsed secret, ready to sign. */
export type SigningKey = { scheme: 'v1'; key: Buffer } | { scheme: 'v1a'; key: KeyObject };

const SECRET_PREFIX = 'whsec_';
const PRIVATE_PREFIX = 'whsk_';
const PUBLIC_PREFIX = 'whpk_';

const SECRET_BYTES = 32;
/** Of an Ed25519 seed and of a public key (RFC 8032 §5.1.5). */
const KEY_BYTES = 32;
/** PKCS #8 header of an Ed25519 seed (RFC 8410 §7). */
const PKCS8_HEADER = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Returns a new secret: `whsec_` and base64 of 32 random bytes, or `whsk_` and base64 of an Ed25519 seed and its public key. */
export function newSigningSecret(scheme: SignatureScheme = 'v1'): string {
  const random = randomBytes(SECRET_BYTES);
  if (scheme === 'v1') return SECRET_PREFIX + random.toString('base64');
  return PRIVATE_PREFIX + Buffer.concat([random, publicBytes(privateKey(random))]).toString('base64');
}

/** Returns the key that a secret contains. Throws for a `whsk_` that is not an Ed25519 key. */
export function signingKey(secret: string): SigningKey {
  if (secret.startsWith(PRIVATE_PREFIX)) return { scheme: 'v1a', key: privateKey(seedOf(secret)) };
  return { scheme: 'v1', key: hmacKey(secret) };
}

/** Returns the HMAC key of a `whsec_` secret. */
export function hmacKey(secret: string): Buffer {
  return Buffer.from(secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret, 'base64');
}

/** Returns the public key of a `whsk_` secret as `whpk_` and base64, for receivers to verify with; null for `whsec_`. */
export function publicKeyOf(secret: string): string | null {
  const { scheme, key } = signingKey(secret);
  return scheme === 'v1a' ? PUBLIC_PREFIX + publicBytes(key).toString('base64') : null;
}

/**
 * Headers of Standard Webhooks 1.0.0 for one attempt, with a signature of `id.timestamp.body` by each key. The id stays the
 * same over all attempts of a report, the timestamp (`at`, whole seconds) is the attempt's.
 */
export function signatureHeaders(keys: readonly SigningKey[], id: string, at: Date, body: string): SignatureHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const content = `${id}.${timestamp}.${body}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': keys.map((key) => signatureOf(key, content)).join(' '),
  };
}

function signatureOf({ scheme, key }: SigningKey, content: string): string {
  if (scheme === 'v1') return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  return `v1a,${sign(null, Buffer.from(content), key).toString('base64')}`;
}

function privateKey(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEADER, seed]), format: 'der', type: 'pkcs8' });
}

/** The seed alone is also valid. */
function seedOf(secret: string): Buffer {
  const bytes = Buffer.from(secret.slice(PRIVATE_PREFIX.length), 'base64');
  const seed = bytes.subarray(0, KEY_BYTES);
  const isPair = bytes.length === 2 * KEY_BYTES && publicBytes(privateKey(seed)).equals(bytes.subarray(KEY_BYTES));
  if (bytes.length !== KEY_BYTES && !isPair) throw new Error('a webhook secret is not an Ed25519 key');
  return seed;
}

function publicBytes(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
}
