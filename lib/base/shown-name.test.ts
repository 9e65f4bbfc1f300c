import { expect, test } from 'vitest';
import { shownName } from './shown-name';

test.each([
  ['text', 'text'],
  ['a b', 'a b'],
  ['naïve-имя-名前', 'naïve-имя-名前'],
  ['a\u202eb', 'a\\u{202e}b'],
  ['\u200b', '\\u{200b}'],
  ['\u3164', '\\u{3164}'],
  ['a\nb\u001b[0m', 'a\\u{a}b\\u{1b}[0m'],
  ['\ud800', '\\u{d800}'],
  ['x'.repeat(64), 'x'.repeat(64)],
  ['x'.repeat(65), `${'x'.repeat(64)}…`],
  ['\u200b'.repeat(64), `${'\\u{200b}'.repeat(8)}…`],
])('shows %j as %j', (name, shown) => {
  expect(shownName(name)).toBe(shown);
});
