import { describe, expect, test } from 'vitest';
import { checkCharacters, generateAuthKey, generateKeyId, generateSecret, hintOf, keyStatus, masked } from './rules';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('auth keys', () => {
  const keys = Array.from({ length: 100_000 }, generateAuthKey);

  test('are 24 characters of the alphabet with valid check characters, and unique', () => {
    const isRight = (key: string) =>
      /^[0-9A-Za-z]{24}$/.test(key) && checkCharacters(key.slice(0, 22)) === key.slice(22);
    expect(keys.filter((key) => !isRight(key))).toEqual([]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('every position is uniform over the alphabet (χ², 61 degrees of freedom, p = 10⁻⁹)', () => {
    const expected = keys.length / ALPHABET.length;
    for (let position = 0; position < 24; position++) {
      const counts = new Map([...ALPHABET].map((character) => [character, 0]));
      for (const key of keys) {
        const character = key.charAt(position);
        counts.set(character, (counts.get(character) ?? 0) + 1);
      }
      const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      expect(chiSquare).toBeLessThan(150);
    }
  });

  test('the check characters detect one mistyped character in all but a few of a thousand cases', () => {
    let missed = 0;
    for (const key of keys.slice(0, 2_000)) {
      const body = (key[0] === 'a' ? 'b' : 'a') + key.slice(1, 22);
      if (checkCharacters(body) === key.slice(22)) missed++;
    }
    expect(missed).toBeLessThan(10);
  });
});

test('pairs have a public id and a secret that scanners can find', () => {
  expect([generateKeyId('basic'), generateKeyId('hmac')]).toEqual([
    expect.stringMatching(/^bk_[0-9A-Za-z]{12}$/),
    expect.stringMatching(/^hk_[0-9A-Za-z]{12}$/),
  ]);
  const secret = generateSecret('hmac');
  expect(secret).toMatch(/^hs_[0-9A-Za-z]{45}$/);
  expect(checkCharacters(secret.slice(3, 46))).toBe(secret.slice(46));
});

test('show only eight characters of a secret', () => {
  expect(hintOf('aB3dXXXXXXXXXXXXXXXXwXyZ')).toBe('aB3dwXyZ');
  expect(masked('aB3dwXyZ')).toBe('aB3d••••••••wXyZ');
});

const now = new Date('2026-11-20T12:00:00Z');
const [past, future] = [new Date(now.getTime() - 1), new Date(now.getTime() + 1)];

test.each([
  [true, null, null, 'enabled'],
  [true, future, null, 'enabled'],
  [true, past, null, 'expired'],
  [true, now, null, 'expired'],
  [false, past, null, 'disabled'],
  [true, null, past, 'deleted'],
  [false, past, past, 'deleted'],
])('enabled %s, expires %o, deleted %o: %s', (enabled, expiresAt, deletedAt, expected) => {
  expect(keyStatus({ enabled, expiresAt, deletedAt }, now)).toBe(expected);
});
