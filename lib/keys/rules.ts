import { randomInt } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = ALPHABET.length;
const RANDOM_CHARACTERS = 22;
const CHECK_MODULUS = BASE * BASE;

/** `length` characters of [0-9A-Za-z] from the CSPRNG, without modulo bias. 5.95 bits each. */
export function randomCharacters(length: number): string {
  return Array.from({ length }, () => ALPHABET.charAt(randomInt(BASE))).join('');
}

/** Two characters that a mistyped key gets wrong in 3,843 of 3,844 cases. They prove nothing about issue. */
export function checkCharacters(body: string): string {
  // FNV-1a, 32 bit: spreads single-character changes over all residues.
  let hash = 0x811c9dc5;
  for (let i = 0; i < body.length; i++) hash = Math.imul(hash ^ body.charCodeAt(i), 0x01000193) >>> 0;
  const residue = hash % CHECK_MODULUS;
  return ALPHABET.charAt(Math.floor(residue / BASE)) + ALPHABET.charAt(residue % BASE);
}

/**
 * A new auth key: 22 random characters (131 bits) and 2 check characters. msgclub's page: "a unique 24-character
 * identifier".
 */
export function generateAuthKey(): string {
  const body = randomCharacters(RANDOM_CHARACTERS);
  return body + checkCharacters(body);
}

const KEY_ID_CHARACTERS = 12;
/** 43 characters of base62 are 256 bits. */
const SECRET_CHARACTERS = 43;

/** Public half of a Basic or HMAC credential, such as `hk_3mQ9vT1cXw0d`. */
export function generateKeyId(type: 'basic' | 'hmac'): string {
  return `${type === 'basic' ? 'bk' : 'hk'}_${randomCharacters(KEY_ID_CHARACTERS)}`;
}

/** Secret half: a prefix that scanners find, 256 random bits, check characters. */
export function generateSecret(type: 'basic' | 'hmac'): string {
  const body = randomCharacters(SECRET_CHARACTERS);
  return `${type === 'basic' ? 'bs' : 'hs'}_${body}${checkCharacters(body)}`;
}

const HINT_CHARACTERS = 4;

/** First and last four characters: all that is kept readable of a secret. */
export function hintOf(secret: string): string {
  return secret.slice(0, HINT_CHARACTERS) + secret.slice(-HINT_CHARACTERS);
}

/** The masked form people see, from the hint: `aB3d••••••••wXyZ`. */
export function masked(hint: string): string {
  return `${hint.slice(0, HINT_CHARACTERS)}••••••••${hint.slice(HINT_CHARACTERS)}`;
}

/** Returns a key's state at `now`. Deleted takes precedence over disabled, disabled over expired. */
export type KeyStatus = 'enabled' | 'disabled' | 'expired' | 'deleted';

export function keyStatus(
  key: { enabled: boolean; expiresAt: Date | null; deletedAt: Date | null },
  now: Date,
): KeyStatus {
  if (key.deletedAt) return 'deleted';
  if (!key.enabled) return 'disabled';
  if (key.expiresAt && key.expiresAt <= now) return 'expired';
  return 'enabled';
}
