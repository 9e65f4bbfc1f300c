import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableJson, printableValue } from './terminal';

test.each([
  ['Shop „Žanna“ 漢字 😀', 'Shop „Žanna“ 漢字 😀'],
  ['\u001b[2J\u001b]0;title\u0007', '\\x1b[2J\\x1b]0;title\\x07'],
  ['\u009b31m', '\\x9b31m'],
  ['a\u202eb\u2066c\u200bd', 'a\\u202eb\\u2066c\\u200bd'],
  ['a\rb\tc\u007f', 'a\\rb\\tc\\x7f'],
  ['\u{e0041}\u2028\u3164\ud800', '\\u{e0041}\\u2028\\u3164\\ud800'],
])('prints %j as %j', (text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('keeps a value on one line, and the lines of a text', () => {
  expect(printableValue('Shop\nADMIN  yes')).toBe('Shop\\nADMIN  yes');
  expect(printable('one\ntwo')).toBe('one\ntwo');
});

const text = fc.string({ unit: 'binary', maxLength: 40 });
const SAFE = /^[^\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]*$/u;

test('removes every character that a terminal interprets', () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(printableValue(value)).toMatch(SAFE);
      const json = printableJson(JSON.stringify({ value }));
      expect(json).toMatch(SAFE);
      expect(JSON.parse(json)).toEqual({ value });
    }),
    { seed: 12, numRuns: 2_000 },
  );
});
