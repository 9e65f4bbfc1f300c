import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { visibleName, visibleText } from './name-schema';
import { hasVisible, nameProblem, tidyName, tidyText } from './visible';

const at = (code: number) => String.fromCodePoint(code);
const UNSEEN = [
  0x00, 0x07, 0x09, 0x0a, 0x0d, 0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x180b, 0x180e,
  0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2061,
  0x2065, 0x2066, 0x2067, 0x2068, 0x2069, 0x206a, 0x206f, 0x2800, 0x3164, 0xfe00, 0xfe0f, 0xfeff, 0xffa0, 0xfff9,
  0xffff, 0x1bca0, 0x13441, 0x13442, 0x1d159, 0x1d173, 0xe0001, 0xe0041, 0xe0100, 0xe0fff,
].map(at);
const SPACES = [0x20, 0xa0, 0x1680, 0x2000, 0x2003, 0x2009, 0x200a, 0x202f, 0x205f, 0x3000].map(at);
const MARKS = ['\u0301', '\u0301\u0302', '\u20dd', '\u0488'];
const BOXES = ['\ue000', '\u{f0000}', '\u0378', '\ufffc', '\ufffd'];

describe('is invisible', () => {
  test.each([...UNSEEN, ...SPACES, ...MARKS, '', '\ud800', ' \u200b\n\u3164'])('%j', (text) => {
    expect(hasVisible(text)).toBe(false);
    expect(hasVisible(`${text}.`)).toBe(true);
  });

  test.each(['a', '.', '😀', '漢', '\ue000', '🏳️', '0', 'ا'])('does not include %j', (text) => {
    expect(hasVisible(text)).toBe(true);
  });
});

describe('a name', () => {
  test.each([...UNSEEN, ...BOXES])('with %j in it is refused', (character) => {
    const message = `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
    expect(nameProblem(`Sh${character}op`)).toContain(message);
    expect(nameProblem(character)).toContain(message);
  });

  test.each([...SPACES, ...MARKS, ' \u0301', 'Shop \u0301'])('that is %j is refused', (name) => {
    expect(nameProblem(name)).not.toBeNull();
  });

  test.each([
    'Shop',
    'Łódź 1',
    'می‌خواهم',
    'क्‍ष',
    'ᠠ᠋',
    '👩🏽‍🚀 Team',
    '👨‍👩‍👧',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    '❤️',
    '1️⃣',
    '🇪🇪',
    'x\u0302',
    '漢字',
    "O'Neil & Søn <b>",
  ])('%j is accepted', (name) => {
    expect(nameProblem(name)).toBeNull();
    expect(visibleName('Enter a name.', 100).parse(name)).toBe(name.normalize('NFC'));
  });

  test('is stored trimmed, with plain spaces and in NFC', () => {
    expect(tidyName(' \u00a0Cafe\u0301\u3000Ä\u2003')).toBe('Café Ä');
    expect(tidyText(' a\r\nb\u2028c\td ')).toBe('a\nb\nc d');
  });

  // Normalizing 50,000 marks took seconds.
  test('of more than 30 marks in a row is refused, and not normalized', () => {
    const normalize = vi.spyOn(String.prototype, 'normalize');
    const schema = visibleName('Enter a name.', 100);
    const problem = (name: string) => schema.safeParse(name).error?.issues[0]?.message;
    expect(problem(`a${'\u0315'.repeat(50_000)}${'\u0300'.repeat(50_000)}`)).toBe('Use at most 100 characters.');
    expect(problem(`a${'\u0315\u0300'.repeat(16)}`)).toBe('Use at most 30 combining marks in a row.');
    expect(normalize).not.toHaveBeenCalled();
    normalize.mockRestore();
    expect(problem(`a${'\u0301'.repeat(30)}`)).toBeUndefined();
  });

  test('two valid names never differ only in invisible characters', () => {
    const unit = fc.constantFrom('a', 'é', 'e\u0301', '漢', '😀', ' ', '\u00a0', ...UNSEEN);
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
        const name = tidyName(text);
        if (nameProblem(name) !== null) return;
        expect([...name].filter((character) => !/[aé漢😀 ]|\ufe0f/u.test(character))).toEqual([]);
      }),
      { seed: 12, numRuns: 2_000 },
    );
  });
});

test.each([
  ['  ', 'Enter a name.'],
  ['x'.repeat(11), 'Use at most 10 characters.'],
  ['a\u001b[31m', 'Remove U+001B (escape): it is invisible.'],
  [5, 'Enter a name.'],
])('rejects %j with a message', (value, message) => {
  expect(visibleName('Enter a name.', 10).safeParse(value).error?.issues[0]?.message).toBe(message);
});

test('allows lines and emptiness in a text, and no other controls', () => {
  const schema = visibleText(20);
  expect(schema.parse('one\r\ntwo ')).toBe('one\ntwo');
  expect(schema.parse(' \t')).toBe('');
  expect(schema.safeParse('a\u202eb').success).toBe(false);
  expect(visibleText(20, { min: 5, tooShort: 'More.' }).safeParse('abc').error?.issues[0]?.message).toBe('More.');
});
