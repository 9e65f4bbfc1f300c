import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { expect, test } from 'vitest';
import { measure } from './text';

test.each([
  ['', 'gsm7', 1],
  ['a'.repeat(160), 'gsm7', 1],
  ['a'.repeat(161), 'gsm7', 2],
  ['a'.repeat(306), 'gsm7', 2],
  ['a'.repeat(307), 'gsm7', 3],
  ['€'.repeat(80), 'gsm7', 1],
  ['€'.repeat(81), 'gsm7', 2],
  ['Ж'.repeat(70), 'ucs2', 1],
  ['Ж'.repeat(71), 'ucs2', 2],
  ['Ж'.repeat(134), 'ucs2', 2],
  ['Ж'.repeat(135), 'ucs2', 3],
  ['😀'.repeat(35), 'ucs2', 1],
  ['😀'.repeat(36), 'ucs2', 2],
  ['ç', 'ucs2', 1],
  ['Ç', 'gsm7', 1],
  ['`', 'ucs2', 1],
])('%# measures %j as %s × %i', (text, encoding, segments) => {
  expect(measure(text)).toEqual({ encoding, segments });
});

test('an escape pair is not split: 152 septets and a € fill part one with 152', () => {
  expect(measure(`${'a'.repeat(152)}€${'a'.repeat(151)}`).segments).toBe(2);
  expect(measure(`${'a'.repeat(152)}€${'a'.repeat(152)}`).segments).toBe(3);
});

const gsmText = fc.string({ unit: fc.constantFrom(...'abcXYZ 0123@£éÇ€[]{}'), maxLength: 500 });
// Without combining sequences: the calculator keeps a grapheme together, the standard only surrogate pairs.
const anyText = fc.string({ unit: fc.constantFrom(...'abcЖ漢😀€'), maxLength: 300 });

test.each([
  ['GSM', gsmText],
  ['any', anyText],
])('agrees with sms-segments-calculator on %s text', (_, texts) => {
  fc.assert(
    fc.property(texts, (text) => {
      const oracle = new SegmentedMessage(text);
      expect(measure(text)).toEqual({
        encoding: oracle.encodingName === 'GSM-7' ? 'gsm7' : 'ucs2',
        segments: oracle.segmentsCount,
      });
    }),
  );
});
