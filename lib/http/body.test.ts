import { expect, test } from 'vitest';
import { parseFields } from './body';

const form = (text: string) => parseFields('application/x-www-form-urlencoded; charset=utf-8', Buffer.from(text));

test.each([
  ['', {}],
  ['to=1&text=a+b%26', { to: '1', text: 'a b&' }],
  ['to=1&to=2&to=3', { to: ['1', '2', '3'] }],
  ['a[b]=1&a[c]=2&a[b]=3', { a: { b: ['1', '3'], c: '2' } }],
  // Neither is lost: what it must be is for the schema to say.
  ['a=1&a[b]=2', { a: ['1', { b: '2' }] }],
  ['a[b]=2&a=1', { a: ['1', { b: '2' }] }],
  ['a[]=1&[b]=2&a[b][c]=3', { 'a[]': '1', '[b]': '2', 'a[b][c]': '3' }],
  ['constructor=1&toString[a]=2', { constructor: '1', toString: { a: '2' } }],
])('the form %j', (text, fields) => {
  expect(form(text)).toEqual(fields);
});

test('a form cannot reach a prototype', () => {
  const fields = form('__proto__=1&a[__proto__]=2') as Record<string, unknown>;
  expect(Object.keys(fields)).toEqual(['__proto__', 'a']);
  expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  expect(Object.keys(fields.a as object)).toEqual(['__proto__']);
});

// Quadratic reading would take minutes of this; there is no other sign of it.
test.each([
  ['parts of one field', (i: number) => `a[${i.toString(36)}]=`],
  ['fields', (i: number) => `${i.toString(36)}=`],
])('a form of many %s is read in one pass', { timeout: 5_000 }, (_, field) => {
  const text = Array.from({ length: 200_000 }, (_each, i) => field(i)).join('&');
  expect(Object.keys(form(text) as object).length).toBeGreaterThan(0);
});
