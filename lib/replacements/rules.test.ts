import { expect, test } from 'vitest';
import { changeOf, pairProblem } from './rules';

test.each([
  [{ search: 'ž', replacement: 'z' }, null],
  [{ search: 'ž', replacement: '' }, null],
  [{ search: ' ', replacement: '\u00a0' }, null],
  [{ search: '😀'.repeat(40), replacement: '😀'.repeat(100) }, null],
  [{ search: '', replacement: '' }, ['search']],
  [{ search: 'a'.repeat(41), replacement: 'b'.repeat(101) }, ['search', 'replacement']],
  [{ search: 'a', replacement: 'a' }, ['replacement']],
  [{ search: '\0', replacement: '\udfff' }, ['search', 'replacement']],
])('%j: %j', (pair, fields) => {
  const problem = pairProblem(pair);
  expect(problem && Object.keys(problem)).toEqual(fields);
});

const pair = (search: string, replacement: string) => ({ search, replacement });
const TABLE = [pair('a', '1'), pair('b', '2')];

test.each([
  [[pair('a', '1')], false, [], []],
  [[pair('a', '9'), pair('c', '3')], false, ['a', 'c'], []],
  [[pair('a', '1')], true, [], ['b']],
  [[pair('c', '3')], true, ['c'], ['a', 'b']],
  [[], true, [], ['a', 'b']],
])('allows %j only: %s', (wanted, only, put, removed) => {
  const change = changeOf(TABLE, wanted, only);
  expect([change.put, change.removed].map((pairs) => pairs.map(({ search }) => search))).toEqual([put, removed]);
});
