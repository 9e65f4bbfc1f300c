import { expect, it } from 'vitest';
import { csvLine, withoutFormulaGuard } from './csv';

it.each([
  ['plain', '"plain"'],
  ['a "quoted" word, and a comma', '"a ""quoted"" word, and a comma"'],
  ['=1+1', `"'=1+1"`],
  ['+1', `"'+1"`],
  ['-1', `"'-1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\tx', `"'\tx"`],
  ['\rx', `"'\rx"`],
  [`'=1`, `"''=1"`],
  ['-', '"-"'],
  ['1-1', '"1-1"'],
  ['', '""'],
])('writes %j as %s', (value, cell) => {
  expect(csvLine([value, 'b'])).toBe(`${cell},"b"\r\n`);
});

it.each(['plain', '=1+1', `'=1`, `''@x`, `'quoted'`, '-', '+1', '\tx'])('restores %j', (value) => {
  const cell = csvLine([value]).slice(1, -3).replaceAll('""', '"');
  expect(withoutFormulaGuard(cell)).toBe(value);
});
