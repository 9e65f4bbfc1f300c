import { expect, test } from 'vitest';
import { isCommonPassword } from './common-passwords';

test.each([
  ...[
    'password1234',
    'Password1234',
    'P@ssw0rd1234',
    'PASSWORD!!!!',
    '123456password',
    'password123456789',
    'qwerty123456',
  ],
  ...['passwordpassword', 'PasswordPassword', 'abcabcabcabc', '121212121212', 'aaaaaaaaaaaa', 'monkeymonkeymonkey'],
  ...['abcdefghijkl', '123456789012', 'qwertyuiop[]', 'zyxwvutsrqpo', '098765432109', '1qaz2wsx3edc', 'administrator'],
  ...['postern12345', 'Postern!2026', ' password1234 ', 'ｐａｓｓｗｏｒｄ1234', 'iloveyou2026', 'sunshine!!!!'],
])('%j is common', async (password) => {
  expect(await isCommonPassword(password)).toBe(true);
});

test.each([
  ...[
    'correct horse battery staple',
    'four quiet lighthouses',
    'nine amber lighthouses',
    'k9#vT2!mQz7@',
    'ytterbium-canopy-41',
  ],
  ...['password of a quiet lighthouse', 'dragon482913774823x', 'xkcdxkcdyplmyplm', ''],
])('%j is not', async (password) => {
  expect(await isCommonPassword(password)).toBe(false);
});
