import fc from 'fast-check';
import { getCountries, getExampleNumber } from 'libphonenumber-js';
import examples from 'libphonenumber-js/examples.mobile.json';
import { describe, expect, test, vi } from 'vitest';
import { parseNumber } from '../numbers/international';
import { runs } from '../testing/property';
import { measure } from '../text/encoding';
import { parseSender, parseSenderId } from './parse';
import { type SenderKind, senderForm, senderKind } from './rules';

describe('a sender ID', () => {
  test.each<[written: string, kept: string, kind: SenderKind]>([
    ['Acme', 'Acme', 'name'],
    ['  Acme  ', 'Acme', 'name'],
    ['A', 'A', 'name'],
    ['12345678901'.replace(/.$/, 'x'), '1234567890x', 'name'],
    ['H&M - Shop.', 'H&M - Shop.', 'name'],
    ['Müller', 'Müller', 'name'],
    ['Mu\u0308ller', 'Müller', 'name'],
    ['ΔΩ', 'ΔΩ', 'name'],
    ['+37255555555', '+37255555555', 'number'],
    ['37255555555', '+37255555555', 'number'],
    ['+372 5555-5555', '+37255555555', 'number'],
    ['(372) 5555.5555', '+37255555555', 'number'],
    ['4712345678', '+4712345678', 'number'],
    ['+49 (0)176 12345678', '+4917612345678', 'number'],
    ['\u202a+372\u20115555\u00a05555\u202c', '+37255555555', 'number'],
    ['\u200eAcme\u2060', 'Acme', 'name'],
    ['１２３４', '1234', 'short_code'],
    ['123', '123', 'short_code'],
    ['12345678', '12345678', 'short_code'],
    ['0123', '0123', 'short_code'],
  ])('stores %j as %j, a %s', (written, kept, kind) => {
    expect(parseSender(written)).toBe(kept);
    expect(senderKind(kept)).toBe(kind);
  });

  test.each([
    ['nothing', ''],
    ['blanks', '   '],
    ['a name of 12', 'Northwind Ltd'],
    ['neither letters nor digits', '!?'],
    ['two digits', '12'],
    ['a short code with a +', '+12345'],
    ['a short number of no country', '+9991234'],
    ['a long text', `A${' '.repeat(100)}`],
    ['a number that begins with 0', '0037255555555'],
    ['16 digits', '1234567890123456'],
    ['a number with an impossible length', '+123456789012345'],
    ['the same without the +', '123456789012345'],
    ['a number without a country', '+999123456789'],
    ['a zero-width space in a name', 'Ac\u200bme'],
    ['a short code with spaces', '12 345'],
    ['Cyrillic', 'Ольга'],
    ['a letter outside GSM 7-bit', 'Kõne'],
    ['an emoji', 'Shop 🛒'],
    ['a character of two septets', 'Shop [1]'],
    ['a line break', 'Sh\nop'],
    ['NUL', 'Sh\0op'],
    ['an unpaired surrogate', 'Shop\ud83d'],
    ['a letter in a number', '+3725555555a'],
  ])('rejects %s', (_, written) => {
    expect(parseSender(written)).toBeNull();
  });

  const near = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.string({ unit: fc.constantFrom(...'+0123456789 -().aÅ€\n'), maxLength: 18 }),
    fc.string({ unit: 'grapheme', maxLength: 14 }),
  );

  test('is idempotent, and valid for any carrier', () => {
    fc.assert(
      fc.property(near, (written) => {
        const sender = parseSender(written);
        if (sender === null) return;
        expect(parseSender(sender)).toBe(sender);
        const fits = {
          name: () => sender.length <= 11 && /\p{L}/u.test(sender) && measure(sender).encoding === 'gsm7',
          number: () => /^\+[1-9]\d{8,14}$/.test(sender),
          short_code: () => /^\d{3,8}$/.test(sender),
        };
        expect(fits[senderKind(sender)]()).toBe(true);
      }),
      { numRuns: runs(1_000, 10_000) },
    );
  });

  test.each([
    ['+123456789012345', '14 digits after the country code'],
    ['+48 (0)512 345 678', 'Remove the 0'],
    ['0037255555555', '"+37255555555"'],
    ['Ac\u200bme', 'U+200B (zero-width space)'],
    ['!?', 'letter in it'],
  ])('rejects %j with its problem: %s', (written, problem) => {
    expect(parseSenderId(written)).toEqual({ problem: expect.stringContaining(problem) });
  });

  test('is each number of every country with its +, however short', () => {
    for (const country of getCountries()) {
      const number = getExampleNumber(country, examples)?.number ?? '';
      expect(parseSenderId(number)).toEqual({ sender: parseNumber(number) });
      expect(senderKind(number)).toBe('number');
    }
  });

  // Normalizing 50,000 marks took seconds.
  test('is not normalized when it is long', () => {
    const normalize = vi.spyOn(String.prototype, 'normalize');
    expect(parseSender(`a${'\u0315'.repeat(50_000)}${'\u0300'.repeat(50_000)}`)).toBeNull();
    expect(normalize).not.toHaveBeenCalled();
    normalize.mockRestore();
  });

  test('is a number exactly where it could be a recipient, with + or without, together or apart', () => {
    const digits = fc.stringMatching(/^[1-9]\d{8,14}$/);
    fc.assert(
      fc.property(digits, fc.constantFrom(' ', '-', '.', ''), (number, separator) => {
        const apart = [number.slice(0, 3), number.slice(3, 6), number.slice(6)].join(separator);
        for (const written of [number, `+${number}`, apart, `+${apart}`]) {
          expect(parseSender(written)).toBe(parseNumber(`+${number}`));
          expect(senderForm(written)).toEqual({ kind: 'number', value: `+${number}` });
        }
      }),
      { seed: 12, numRuns: 500 },
    );
  });
});
