import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, test } from 'vitest';
import { runs } from '../testing/property';
import { count, doubleCharacters, measure } from './encoding';

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

test('never splits an escape pair: 152 septets and a € fill part one with 152', () => {
  expect(measure(`${'a'.repeat(152)}€${'a'.repeat(151)}`).segments).toBe(2);
  expect(measure(`${'a'.repeat(152)}€${'a'.repeat(152)}`).segments).toBe(3);
});

test.each([
  ['', 0, 160],
  ['a', 1, 159],
  ['a'.repeat(160), 160, 0],
  ['a'.repeat(161), 161, 145],
  [`${'a'.repeat(152)}€${'a'.repeat(20)}`, 174, 131],
  ['€[', 4, 156],
  ['Ж', 1, 69],
  ['😀'.repeat(36), 72, 61],
])('%# counts %j as %i used, with %i left in the last segment', (text, used, left) => {
  expect(count(text)).toMatchObject({ ...measure(text), used, left });
});

test('lists characters that take two septets', () => {
  expect(doubleCharacters('a€b[€]')).toEqual(['€', '[', ']']);
});

describe('agrees with sms-segments-calculator on any text', () => {
  /** The calculator needs more than a millisecond per text. */
  const LIMIT_MS = 120_000;
  const ALPHABETS = {
    GSM: '@£$¥èéùìòÇ\nØø ÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ!"#%&()*+,-./0123:;<=>?¡ABCÄÖÑÜ§¿xyzäöñüà',
    'GSM with its extension': 'abc XYZ€^{}\\[~]|\f',
    'UCS-2': 'abc €[Жшя漢字かなőçž„“’…\u00a0`\t',
    'UCS-2 with surrogate pairs': 'ab€Ж漢😀🎉𝔸𠮷👍',
  };
  // Around the limits of one segment and of two parts, in either encoding, with a pair of two units.
  const lengths = fc.oneof(
    { weight: 4, arbitrary: fc.nat({ max: 40 }) },
    { weight: 3, arbitrary: fc.integer({ min: 64, max: 82 }) },
    { weight: 2, arbitrary: fc.integer({ min: 130, max: 164 }) },
    { weight: 1, arbitrary: fc.integer({ min: 300, max: 312 }) },
  );
  // Long runs of one character with others between, so that each occurs at a limit.
  const textOf = (alphabet: string) =>
    fc
      .tuple(
        lengths,
        fc.array(fc.tuple(fc.constantFrom(...alphabet), fc.integer({ min: 1, max: 80 })), { minLength: 8 }),
      )
      .map(([length, runs]) =>
        [...runs.map(([character, times]) => character.repeat(times)).join('')].slice(0, length).join(''),
      );

  /**
   * The calculator deviates from TS 23.038 and 23.040, as its source shows: it never splits a grapheme (Postern never
   * splits a surrogate pair; carriers require no more), and encodes CR LF, one grapheme, as UCS-2 although GSM has
   * both. So texts with joining characters (marks, joiners, flags, skin tones) and with CR are excluded.
   */
  const QUIRKS = /[\p{M}\p{RI}\p{EMod}\p{Cf}\r]/u;

  test.each(Object.entries(ALPHABETS))('%s', { timeout: LIMIT_MS }, (_, alphabet) => {
    expect(alphabet).not.toMatch(QUIRKS);
    fc.assert(
      fc.property(textOf(alphabet), (text) => {
        const oracle = new SegmentedMessage(text);
        expect(measure(text)).toEqual({
          encoding: oracle.encodingName === 'GSM-7' ? 'gsm7' : 'ucs2',
          segments: oracle.segmentsCount,
        });
      }),
      { numRuns: runs(250, 2_500) },
    );
  });
});
