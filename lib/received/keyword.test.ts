import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldKeyword, isKeyword, keywordsOf, MAX_KEYWORD } from './keyword';

test.each<[string, string[]]>([
  ['WIN', ['WIN']],
  ['win a car', ['WIN']],
  ['  \n\u200bWin\tnow', ['WIN']],
  ['Win!', ['WIN']],
  ['"win" please', ['WIN']],
  ['win:yes', ['WIN:YES', 'WIN']],
  ['win-1 x', ['WIN-1', 'WIN']],
  ['winter', ['WINTER']],
  ['ｗｉｎ', ['WIN']],
  ['straße 1', ['STRASSE']],
  ['õun', ['ÕUN']],
  ['o\u0303un', ['ÕUN']],
  ['победа 7', ['ПОБЕДА']],
  ['报名 张三', ['报名']],
  ['123', ['123']],
  ['', []],
  ['!!! ???', []],
  ['😀 win', []],
  [`${'x'.repeat(31)} y`, []],
])('the keyword of %j is one of %j', (text, keywords) => {
  expect(keywordsOf(text)).toEqual(keywords);
});

test.each(['win', 'WIN-1', 'õun', '7', 'win:yes'])('%j can be a keyword', (word) => expect(isKeyword(word)).toBe(true));
test.each(['', ' ', 'win now', 'win!', '"win"', '😀', 'x'.repeat(31), 'a\0', '-'])('%j cannot', (word) =>
  expect(isKeyword(word)).toBe(false),
);

test('each keyword is found at the beginning of a text, in either case, before other words', () => {
  const keyword = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }).filter(isKeyword);
  const rest = fc.constantFrom('', ' ', ' and more', '\nnext', '! yes');
  fc.assert(
    fc.property(keyword, rest, (word, after) => {
      const folded = foldKeyword(word);
      expect(folded.length).toBeLessThanOrEqual(MAX_KEYWORD);
      for (const written of [word, folded]) expect(keywordsOf(written + after)).toContain(folded);
    }),
  );
});
