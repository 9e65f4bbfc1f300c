import fc from 'fast-check';
import { Secret } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { asTotpCode, matchingStep, newRecoveryCode, newTotpSecret, recoveryDigest, stepAt, totpAddress } from './rules';

/** RFC 6238 appendix B, SHA-1; the last six of its eight digits. */
const RFC_SECRET = Secret.fromUTF8('12345678901234567890').base32;

describe('authenticator codes', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %i s the code is %s (RFC 6238)', (seconds, code) => {
    const at = new Date(seconds * 1_000);
    expect(matchingStep(RFC_SECRET, code, at)).toBe(stepAt(at));
  });

  it.each([
    [-2, false],
    [-1, true],
    [0, true],
    [1, true],
    [2, false],
  ])('a clock that is off by %i steps is accepted: %s', (steps, accepted) => {
    const at = new Date((1_111_111_109 - steps * 30) * 1_000);
    expect(matchingStep(RFC_SECRET, '081804', at) !== null).toBe(accepted);
  });

  it.each([
    ['287082', '287082'],
    [' 287 082 ', '287082'],
    ['287-082', '287082'],
    ['28708', null],
    ['2870821', null],
    ['3k7x-9mq2-v4tr-h8dn', null],
    ['', null],
  ])('normalizes %j to the code %j', (typed, code) => {
    expect(asTotpCode(typed)).toBe(code);
  });

  it('have a URI that every app supports', () => {
    const secret = newTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const address = new URL(totpAddress(secret, 'ann@example.com'));
    expect(address.protocol).toBe('otpauth:');
    expect(decodeURIComponent(address.pathname)).toBe('/Postern:ann@example.com');
    expect(Object.fromEntries(address.searchParams)).toEqual({
      issuer: 'Postern',
      secret,
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
  });
});

describe('recovery codes', () => {
  it('are sixteen readable characters and unique', () => {
    const codes = Array.from({ length: 1_000 }, newRecoveryCode);
    for (const code of codes) expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
    expect(new Set(codes).size).toBe(codes.length);
    expect(new Set(codes.join('').replace(/-/g, '')).size).toBe(32);
  });

  it('are accepted in any notation', () => {
    fc.assert(
      fc.property(fc.constant(null).map(newRecoveryCode), (code) => {
        const digest = recoveryDigest(code);
        for (const typed of [
          code.toUpperCase(),
          code.replace(/-/g, ''),
          ` ${code.replace(/-/g, ' ')} `,
          code.replace(/0/g, 'O').replace(/1/g, 'l'),
        ]) {
          expect(recoveryDigest(typed)).toEqual(digest);
        }
        expect(asTotpCode(code)).toBeNull();
      }),
    );
  });
});
