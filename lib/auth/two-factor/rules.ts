import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** Supported by every authenticator app: RFC 6238 with SHA-1, 6 digits, 30 seconds. */
const TOTP_OPTIONS = { issuer: 'Postern', algorithm: 'SHA1', digits: 6, period: 30 };
const STEP_MS = 30_000;
/** Steps that a clock may be off in either direction (RFC 6238 §5.2). */
const TOLERANCE = 1;
/** RFC 4226 §4 R6 recommends 160 bits. */
const SECRET_BYTES = 20;

export const RECOVERY_CODES = 10;
/** 80 bits: 16 characters of 5 bits. */
const RECOVERY_BYTES = 10;
/** Crockford's base 32, without characters that look alike. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const GROUP = /.{4}(?=.)/g;

/** Returns a new shared secret in base 32, the form for manual entry in apps. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** Returns the `otpauth://` address for the QR code; the app shows `label` next to the issuer. */
export function totpAddress(secret: string, label: string): string {
  return totp(secret, label).toString();
}

/** Returns the time step of `at`: 30-second intervals since 1970 (RFC 6238 §4.2). */
export function stepAt(at: Date): number {
  return Math.floor(at.getTime() / STEP_MS);
}

/** Returns the time step that `code` belongs to, within one step of `at`; null when it matches none. */
export function matchingStep(secret: string, code: string, at: Date): number | null {
  const app = totp(secret, '');
  const actual = Buffer.from(code);
  let found: number | null = null;
  for (let step = stepAt(at) - TOLERANCE; step <= stepAt(at) + TOLERANCE; step++) {
    const expected = Buffer.from(app.generate({ timestamp: step * STEP_MS }));
    if (actual.length === expected.length && timingSafeEqual(actual, expected)) found = step;
  }
  return found;
}

/** Returns six digits without separators; null for anything else. */
export function asTotpCode(typed: string): string | null {
  const digits = typed.replace(/[\s-]/g, '');
  return /^\d{6}$/.test(digits) ? digits : null;
}

/** Returns a new recovery code, such as `3k7x-9mq2-v4tr-h8dn`. */
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
 * Returns the stored digest of a recovery code: SHA-256 of its normalized characters (case, dashes, O for 0, I and L for
 * 1). It has 80 random bits, so a plain hash cannot be reversed by search.
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
