import { createHmac, hkdfSync } from 'node:crypto';
import { env } from '../runtime/env';

/** Returns the digest of a secret that is only verified, never shown: HMAC-SHA-256(pepper, secret), 32 bytes. */
export function digest(secret: string, pepper: Buffer): Buffer {
  return createHmac('sha256', pepper).update(secret).digest();
}

/** Returns the pepper of new digests, and its id. */
export function currentPepper(ring = env().SECRETS_PEPPERS): { id: string; pepper: Buffer } {
  const [first] = ring;
  if (!first) throw new Error('SECRETS_PEPPERS is empty');
  return { id: first[0], pepper: first[1] };
}

/** Returns the digests of `secret` under every pepper in use, newest first. */
export function digests(secret: string, ring = env().SECRETS_PEPPERS): Buffer[] {
  return [...ring.values()].map((pepper) => digest(secret, pepper));
}

/** Returns a key for one purpose (such as cookie signing), derived from the current pepper (HKDF-SHA-256, RFC 5869). Hex. */
export function derivedKey(purpose: string): string {
  return Buffer.from(hkdfSync('sha256', currentPepper().pepper, '', `postern/${purpose}`, 32)).toString('hex');
}
