import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../testing/property';
import { autoReplace } from './auto-replace';
import { closestEdits } from './closest-gsm';
import { isGsm, measure, unreplaced } from './encoding';
import { joined, type Part, replacedParts } from './replaced-parts';
import { compileReplacements, DEFAULT_REPLACEMENTS, type Replacement, tableEdits } from './replacement-table';

const NO_TABLE = compileReplacements([]);
const DEFAULTS = compileReplacements(DEFAULT_REPLACEMENTS);

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
    expect(autoReplace(text, mode, DEFAULTS)).toBe(expected);
  });

  test("applies the account's table: words, longest first, each position once, without a pattern language", () => {
    const table = compileReplacements([
      ['a', 'b'],
      ['b', 'a'],
      ['street', 'St.'],
      ['a.c', 'X'],
      ['$&', 'dollar'],
    ]);
    expect(autoReplace('ab street abc a.c $&', 'on', table)).toBe('ba St. bac X dollar');
  });

  test('saves a segment: 2 of UCS-2 become 1 of GSM', () => {
    const text = `„Farenheit 451“ ${'x'.repeat(80)}`;
    expect(measure(text)).toEqual({ encoding: 'ucs2', segments: 2 });
    expect(measure(autoReplace(text, 'on', DEFAULTS))).toEqual({ encoding: 'gsm7', segments: 1 });
  });
});

describe('full, without a table', () => {
  test.each([
    ['a mark that GSM has stays, the next is removed', 'ǟ', 'ä'],
    ['marks without a precomposed letter', 'x\u0302y\u0323', 'xy'],
    ['a mark at the very beginning', '\u0301a', 'a'],
    ['more marks than usual', `o${'\u0323'.repeat(50)}`, 'o'],
    ['decomposed Cyrillic', 'и\u0306', autoReplace('й', 'full', NO_TABLE)],
    ['invisible characters', 'a\u200bb\ufeffc\u00ad', 'abc'],
    ['a joined emoji with a skin tone', '👩🏽‍🚀', ':woman::rocket:'],
    ['ASCII that GSM lacks', '`\t', "' "],
    ['Greek capitals that look Latin', 'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ', 'ABΓΔEZHΘIKΛMNΞOΠPΣTYΦXΨΩ'],
    ['Greek capitals with marks', 'ΆΈΉΊΌΎΏΪΫ', 'AEHIOYΩIY'],
    ['small Greek letters, which GSM lacks', 'Καλημέρα, Λάμπρος! ΐᾳῆϊς', 'KAΛHMEPA, ΛAMΠPOΣ! IAHIΣ'],
    ['a decomposed Greek letter', 'α\u0301', 'A'],
    ['the micro sign and the letter mu', '5 μg, μέλι, 5 µm', '5 ug, MEΛI, 5 um'],
    ['a text hidden in tags', 'a\u{e0041}\u{e0042}b\u3164\ufe0f', 'ab'],
    ['the Ohm sign, equivalent to Omega', '\u2126', 'Ω'],
    ['transliterations with a backtick', '\u02cb', "'"],
    ['characters without a counterpart', 'a\ue000\u0001ا', 'a\ue000\u0001ا'],
  ])('%s: %j becomes %j', (_, text, expected) => {
    expect(autoReplace(text, 'full', NO_TABLE)).toBe(expected);
  });
});

// Searches that overlap, share prefixes and occur in each other and in replacements, with texts that contain them.
const letters = fc.constantFrom(...'aab„žß€😀\u0301 ');
const word = fc.string({ unit: letters, minLength: 1, maxLength: 4 });
const tables = fc
  .uniqueArray(fc.tuple(word, fc.string({ unit: letters, maxLength: 3 })), {
    selector: ([search]) => search,
    maxLength: 8,
  })
  .map((table): readonly Replacement[] => table);
const texts = fc.oneof(
  fc.string({ unit: letters, maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

/** A naive version of the rule: the longest search at a position, else its single unit. */
function replaceNaively(text: string, table: readonly Replacement[]): string {
  if (text === '') return '';
  const [first] = table.filter(([search]) => text.startsWith(search)).sort(([a], [b]) => b.length - a.length);
  return first
    ? first[1] + replaceNaively(text.slice(first[0].length), table)
    : text.charAt(0) + replaceNaively(text.slice(1), table);
}

describe('for any text and table', () => {
  const holds = (name: string, rule: (text: string, table: readonly Replacement[]) => void) =>
    test(name, () => fc.assert(fc.property(texts, tables, rule), { numRuns: runs(300, 5_000) }));

  holds('off changes nothing', (text, table) => {
    expect(autoReplace(text, 'off', compileReplacements(table))).toBe(text);
  });

  holds('on changes what the table names and nothing else', (text, table) => {
    expect(autoReplace(text, 'on', compileReplacements(table))).toBe(replaceNaively(text, table));
  });

  holds('full is on, then the closest of each character that GSM lacks', (text, table) => {
    const compiled = compileReplacements(table);
    const on = autoReplace(text, 'on', compiled);
    expect(autoReplace(text, 'full', compiled)).toBe(autoReplace(on, 'full', NO_TABLE));
  });

  holds('the pieces that a preview shows are the text that is sent, and the text that was given', (text, table) => {
    const compiled = compileReplacements(table);
    const on = (text: string) => tableEdits(text, compiled);
    const given = (parts: Part[]) => parts.map((part) => part.before ?? part.text).join('');
    for (const [mode, steps] of [
      ['off', []],
      ['on', [on]],
      ['full', [on, closestEdits]],
    ] as const) {
      const parts = replacedParts(text, steps);
      expect(joined(parts)).toBe(autoReplace(text, mode, compiled));
      expect(given(parts)).toBe(text);
    }
  });

  holds('full leaves only what is reported', (text) => {
    const sent = autoReplace(text, 'full', NO_TABLE);
    const left = unreplaced(sent);
    expect(isGsm(sent)).toBe(left.length === 0);
    expect(autoReplace(sent, 'full', NO_TABLE)).toBe(sent);
    for (const character of left) expect(sent).toContain(character);
  });
});

test('full never changes GSM characters in any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'abcäöñ€[]{}^@£ Éß\n') }), (text) => {
      expect(isGsm(text)).toBe(true);
      expect(autoReplace(text, 'full', NO_TABLE)).toBe(text);
    }),
  );
});

test('converts every Unicode character to GSM, or keeps and reports it', { timeout: 60_000 }, () => {
  const BLOCK = 256;
  for (let first = 0; first <= 0x10ffff; first += BLOCK) {
    const all = Array.from({ length: BLOCK }, (_, i) => String.fromCodePoint(first + i));
    // Separated by a letter, as a base for marks.
    const text = all.filter((character) => /[^\p{Cn}\p{Co}\p{Cs}]/u.test(character)).join('a');
    // Some ideographs are variants of another one.
    const given = new Set(text.normalize('NFC'));
    for (const character of autoReplace(text, 'full', NO_TABLE)) {
      if (!isGsm(character) && !given.has(character))
        expect.fail(`U+${first.toString(16)}: ${character} was not given`);
    }
  }
});

test('makes exactly one lookup per position and search length', () => {
  let lookUps = 0;
  class Counted extends Map<string, string> {
    override has(search: string): boolean {
      lookUps++;
      return super.has(search);
    }
  }
  const table = Array.from({ length: 1_000 }, (_, i) => ['a'.repeat(1 + (i % 40)) + i, 'x'] as const);
  const { lengths } = compileReplacements(table);
  const text = 'a'.repeat(2_000);
  expect(tableEdits(text, { replacements: new Counted(table), lengths })).toEqual([]);
  const [possible = []] = [...lengths.values()];
  expect(possible.length).toBeLessThan(45);
  expect(lookUps).toBe(text.length * possible.length);
});

describe('lists characters without a replacement', () => {
  test.each([
    ['Tere', []],
    ['漢字漢', ['漢', '字']],
    ['a👨‍👩‍👧b🇪🇪👍🏽', ['👨‍👩‍👧', '🇪🇪', '👍🏽']],
    ['x\u0302e\u0301', ['x\u0302', 'e\u0301']],
    ['абвгдежзийклмнопрстуфхцчшщ', [...'абвгдежзийклмнопрсту']],
  ])('%j: %j', (text, expected) => {
    expect(unreplaced(text)).toEqual(expected);
  });
});
