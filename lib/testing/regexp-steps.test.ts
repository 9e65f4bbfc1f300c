import { expect, test } from 'vitest';
import { regexpSteps } from './regexp-steps';

test.each<[string, (text: string) => unknown, (length: number) => number]>([
  ['a sticky pattern', (text) => /a*b/y.test(text), (length) => 2 * length + 2],
  ['a search from every position', (text) => /a*b/.exec(text), (length) => (length + 1) * (length + 2)],
  ['an anchored search', (text) => text.match(/^b/), (length) => length + 2],
  ['nested quantifiers', (text) => /(?:a+)+b/y.test(text.slice(-3)), () => 22],
  ['a replacement', (text) => text.replace(/[a-c]/g, 'x'), (length) => length + 1],
])('counts the steps of %s', (_, run, expected) => {
  for (const length of [10, 40]) expect(regexpSteps(() => run('a'.repeat(length)))).toBe(expected(length));
});

test('restores RegExp.prototype.exec after an error', () => {
  const { exec } = RegExp.prototype;
  const fail = () => {
    throw new Error('of the test');
  };
  expect(() => regexpSteps(fail)).toThrow('of the test');
  expect(RegExp.prototype.exec).toBe(exec);
});
