import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCsv, toCsv } from './csv';
import { MAX_ENTRIES, type Pair, pairProblem } from './rules';

const pairs = (text: string) => parseCsv(text).pairs.map(({ search, replacement }) => [search, replacement]);
const lines = (text: string) => parseCsv(text).problems.map(({ line }) => line);

describe('parses', () => {
  test.each<[string, string, string[][]]>([
    [
      'plain values',
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['the header in any case', 'Search, Replacement\na,b', [['a', 'b']]],
    ['a byte order mark', '\ufeffsearch,replacement\r\na,b\r\n', [['a', 'b']]],
    ['a quote', '"„",""""\n', [['„', '"']]],
    ['a comma and a line end', '"a,b","c\r\nd"\r\n', [['a,b', 'c\r\nd']]],
    [
      'an empty replacement',
      'a,\n"b",""',
      [
        ['a', ''],
        ['b', ''],
      ],
    ],
    ['blanks unchanged', '\u00a0, \n', [['\u00a0', ' ']]],
    [
      'empty lines as absent',
      '\n\na,b\n\n\nc,d\n\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'legacy line ends',
      'a,b\rc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'values escaped against spreadsheet formulas',
      "=1+1,'=2\n'=3,-",
      [
        ['=1+1', '=2'],
        ['=3', '-'],
      ],
    ],
  ])('%s', (_, text, expected) => {
    expect(pairs(text)).toEqual(expected);
  });
});

describe('names each invalid line with its fix', () => {
  test.each([
    ['a semicolon', 'a,b\nc;d', 2, 'Separate the two values with a comma, not a semicolon.'],
    ['one value of quotes only', '""', 1, 'Enter two values separated by a comma'],
    ['one value', 'a', 1, 'Enter two values separated by a comma'],
    ['three values', 'a,b\n\nx,y,z', 3, 'There are 3 values. Put a value that contains a comma in double quotes.'],
    ['a stray quote', 'a,b"c\n', 1, 'Put the whole value in double quotes'],
    ['a blank before a quote', 'a, "b"\n', 1, 'Put the whole value in double quotes'],
    ['characters after a closing quote', '"a"b,c\n', 1, 'Put the whole value in double quotes'],
    ['an unclosed quote', 'a,b\n"c,d\ne,f', 2, 'A double quote that begins here never ends.'],
    ['an empty search', ',b', 1, 'Enter the character or word to replace.'],
    ['a search that is too long', `${'ž'.repeat(41)},b`, 1, 'Use at most 40 characters.'],
    ['a replacement that is too long', `a,${'b'.repeat(101)}`, 1, 'Use at most 100 characters.'],
    ['itself', 'a,a', 1, 'Search and replacement are the same.'],
    ['NUL', 'a\0,b', 1, 'Remove invalid characters'],
    ['an unpaired surrogate', 'a,\ud83d', 1, 'Remove invalid characters'],
    [
      'a repeated search',
      'search,replacement\na,b\n"x\ny",z\na,c',
      5,
      'Line 2 has the same search text. Remove one of them.',
    ],
  ])('%s', (_, text, line, message) => {
    const { problems } = parseCsv(text);
    expect(problems).toEqual([{ line, message: expect.stringContaining(message) }]);
  });

  test('names all of them', () => {
    expect(lines('a,b\nc\nd,e\n,f\ng;h\ni,j')).toEqual([2, 4, 5]);
  });

  test('reports more entries than the limit as one problem, at the first extra line', () => {
    const full = Array.from({ length: MAX_ENTRIES }, (_, i) => `w${i},x`).join('\n');
    expect(parseCsv(full)).toMatchObject({ problems: [], pairs: { length: MAX_ENTRIES } });
    expect(parseCsv(`search,replacement\n${full}`)).toMatchObject({ problems: [], pairs: { length: MAX_ENTRIES } });
    expect(parseCsv(`${full}\none,more\n${'and,more\n'.repeat(9_000)}`)).toMatchObject({
      pairs: [],
      problems: [{ line: MAX_ENTRIES + 1 }],
    });
  });
});

test('parses every table as it was written', () => {
  const word = (length: number) =>
    fc.string({ unit: fc.constantFrom(...'ab„ž😀"\',;=+-@\t\r\n \u00a0'), maxLength: length });
  const tables = fc.uniqueArray(
    fc.record({ search: word(8), replacement: word(8) }).filter((pair: Pair) => pairProblem(pair) === null),
    { selector: ({ search }) => search, maxLength: 20 },
  );
  fc.assert(
    fc.property(tables, (table) => {
      expect(parseCsv(toCsv(table))).toEqual({ pairs: table, problems: [] });
    }),
  );
});

test('returns an entry or a problem for each line of any file', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab,,""\n\n\r;'), maxLength: 60 }), (text) => {
      const { pairs, problems } = parseCsv(text);
      for (const pair of pairs) expect(pairProblem(pair)).toBeNull();
      for (const { line } of problems) expect(line).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length);
      if (/[^\r\n]/.test(text)) expect(pairs.length + problems.length).toBeGreaterThan(0);
    }),
  );
});
