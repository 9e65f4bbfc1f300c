import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { autoReplace, DEFAULT_REPLACEMENTS } from './auto-replace';
import { isGsm, measure } from './text';

describe('modes', () => {
  test.each([
    ['off', '„Farenheit 451“', '„Farenheit 451“'],
    ['on', '„Farenheit 451“', '"Farenheit 451"'],
    ['full', '„Farenheit 451“', '"Farenheit 451"'],
    ['on', 'Brontë', 'Brontë'],
    ['full', 'Brontë', 'Bronte'],
    ['full', 'ä ö ü ñ é € ç', 'ä ö ü ñ é € c'],
    ['full', 'Tartu\u00a0–\u00a0Riga…', 'Tartu - Riga...'],
    ['full', 'e\u0301', 'é'],
  ] as const)('%s: %j becomes %j', (mode, text, expected) => {
    expect(autoReplace(text, mode, DEFAULT_REPLACEMENTS)).toBe(expected);
  });

  test("the account's table: words, longest first, each place once, no pattern language", () => {
    const table = [
      ['a', 'b'],
      ['b', 'a'],
      ['street', 'St.'],
      ['a.c', 'X'],
      ['$&', 'dollar'],
    ] as const;
    expect(autoReplace('ab street abc a.c $&', 'on', table)).toBe('ba St. bac X dollar');
  });

  test('an empty table changes nothing', () => {
    expect(autoReplace('„x“', 'on', [])).toBe('„x“');
  });

  test('saves a segment: 2 of UCS-2 become 1 of GSM', () => {
    const text = `„Farenheit 451“ ${'x'.repeat(80)}`;
    expect(measure(text)).toEqual({ encoding: 'ucs2', segments: 2 });
    expect(measure(autoReplace(text, 'on', DEFAULT_REPLACEMENTS))).toEqual({ encoding: 'gsm7', segments: 1 });
  });
});

test('full never touches what GSM has already, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'abcäöñ€[]{}^@£ Éß\n') }), (text) => {
      expect(isGsm(text)).toBe(true);
      expect(autoReplace(text, 'full', [])).toBe(text);
    }),
  );
});
