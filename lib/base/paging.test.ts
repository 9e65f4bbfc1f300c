import { expect, test } from 'vitest';
import { escapeLike, pageCount, pageWithin } from './paging';

test.each([
  [1, 0, 1],
  [9, 0, 1],
  [1, 20, 1],
  [2, 20, 1],
  [2, 21, 2],
  [3, 21, 2],
])('page %i of %i records at 20 a page is page %i', (requested, total, page) => {
  expect(pageWithin(requested, total, 20)).toBe(page);
});

test('an empty list has one page', () => {
  expect([pageCount(0, 20), pageCount(20, 20), pageCount(21, 20)]).toEqual([1, 1, 2]);
});

test('wildcards are searched for as they are', () => {
  expect(escapeLike('50%_\\')).toBe('50\\%\\_\\\\');
});
