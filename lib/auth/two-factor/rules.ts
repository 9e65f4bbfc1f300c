import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** What every authenticator app understands: RFC 6238 with SHA-1, 6 digits, 30 seconds. */
const TOTP_OPTIONS = { issuer: 'Postern', algorithm: 'SHA1', digits: 6, period: 30 };
const STEP_MS = 30_000;
/** Steps that a clock may be off, either way (RFC 6238 §5.2). */
const TOLERANCE = 1;
/** RFC 4226 §4 R6 recommends 160 bits. */
const SECRET_BYTES = 20;

export const RECOVERY_CODES = 10;
/** 80 bits, which 16 characters of 5 bits hold. */
const RECOVERY_BYTES = 10;
/** Crockford's base 32: nothing that is read as something else. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const GROUP = /.{4}(?=.)/g;

/** A new shared secret in base 32, as apps take it by hand. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** The `otpauth://` address that a QR code carries to the app; `label` is shown there, beside our name. */
export function totpAddress(secret: string, label: string): string {
  return totp(secret, label).toString();
}

/** The time step that `at` falls in: 30-second intervals since 1970 (RFC 6238 §4.2). */
export function stepAt(at: Date): number {
  return Math.floor(at.getTime() / STEP_MS);
}

/** The time step of which `code` is the code, within one step of `at`; null when it is none of theirs. */
export function matchingStep(secret: string, code: string, at: Date): number | null {
  const app = totp(secret, '');
  const given = Buffer.from(code);
  let found: number | null = null;
  for (let step = stepAt(at) - TOLERANCE; step <= stepAt(at) + TOLERANCE; step++) {
    const expected = Buffer.from(app.generate({ timestamp: step * STEP_MS }));
    if (given.length === expected.length && timingSafeEqual(given, expected)) found = step;
  }
  return found;
}

/** Six digits, however they were spaced; null for anything else. */
export function asTotpCode(typed: string): string | null {
  const digits = typed.replace(/[\s-]/g, '');
  return /^\d{6}$/.test(digits) ? digits : null;
}

/** A new recovery code, such as `3k7x-9mq2-v4tr-h8dn`. */
export function newRecoveryCode(): string {
  let bits = BigInt(`0x${randomBytes(RECOVERY_BYTES).toString('hex')}`);
  let characters = '';
  for (let i = 0; i < (RECOVERY_BYTES * 8) / 5; i++) {
    characters = ALPHABET.charAt(Number(bits & 31n)) + characters;
    bits >>= 5n;
  }
  return characters.replace(GROUP, '$&-');
}

/**
 * What is kept of a recovery code: SHA-256 of its characters, however it was typed (case, dashes, O for 0, I and L for
 * 1). It has 80 random bits, so a plain hash cannot be searched.
 */
export function recoveryDigest(typed: string): Uint8Array<ArrayBuffer> {
  const plain = typed
    .toLowerCase()
    .replace(/[^0-9a-z]/g, '')
    .replace(/o/g, '0')
    .replace(/[il]/g, '1');
  return new Uint8Array(createHash('sha256').update(plain).digest());
}

function totp(secret: string, label: string): TOTP {
  return new TOTP({ ...TOTP_OPTIONS, label, secret: Secret.fromBase32(secret) });
}
