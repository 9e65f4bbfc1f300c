import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../testing/property';
import { autoReplace } from './auto-replace';
import { measure } from './encoding';
import { isTooLongInFull } from './least-length';
import { NO_REPLACEMENTS } from './replacement-table';

const segmentsOf = (text: string) => measure(autoReplace(text, 'full', NO_REPLACEMENTS)).segments;

test.each([
  ['letters of GSM', 'x'.repeat(1_531)],
  ['Chinese, transliterated to several letters', '\u4e2d'.repeat(307)],
  ['Cyrillic, two letters each', '\u0416'.repeat(766)],
  ['characters without a counterpart', '\ue000'.repeat(671)],
  ['letters with marks', 'x\u0301'.repeat(1_531)],
])('rejects %s over 10 segments, and no shorter text', (_, text) => {
  expect([isTooLongInFull(text, 10), segmentsOf(text) > 10]).toEqual([true, true]);
  const fits = text.slice(0, text.length - text.length / [...text.matchAll(/.\p{M}*/gu)].length);
  expect([isTooLongInFull(fits, 10), segmentsOf(fits) > 10]).toEqual([false, false]);
});

test('accepts every text that fits after auto-replace', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
    fc.constantFrom(
      'x\u0301',
      '\u0438\u0306',
      '\u304b\u3099',
      '\u0301',
      '\u200d',
      '\u03bcg',
      '\u1100\u1161\u11a8',
      '\u2764\ufe0f',
      '\u20ac',
    ),
  );
  const text = fc.tuple(fc.array(piece, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 20 }));
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 10 }), ([pieces, times], max) => {
      const written = pieces.join('').repeat(times);
      if (isTooLongInFull(written, max)) expect(segmentsOf(written)).toBeGreaterThan(max);
    }),
    { seed: 12, numRuns: runs(500, 5_000) },
  );
});

test('leaves no unpaired surrogate of thousands of marks on one character', () => {
  for (let marks = 60; marks < 68; marks++) {
    const text = `${'\u4e2d'}${'\u0301'.repeat(marks)}${'\u{1d165}'.repeat(40)}`;
    expect(autoReplace(text, 'full', NO_REPLACEMENTS)).toMatch(/^Zhong?$/i);
  }
});
