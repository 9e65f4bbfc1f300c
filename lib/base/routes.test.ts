import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { routes, safeNext } from './routes';

describe('safeNext', () => {
  test.each(['/messages', '/messages?status=failed', '/developer-tools/api-reference#send', '/'])(
    'keeps %s',
    (next) => {
      expect(safeNext(next)).toBe(next);
    },
  );

  test.each([
    undefined,
    '',
    'messages',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/messages\\..\\..',
    'https://evil.example/',
    'javascript:alert(1)',
    '/api/auth/signout',
  ])('replaces %j with the overview', (next) => {
    expect(safeNext(next)).toBe(routes.overview());
  });

  test('returns an address of this site for any input', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((rest) => `/${rest}`),
        ),
        (next) => {
          expect(new URL(safeNext(next), 'https://console.example').origin).toBe('https://console.example');
        },
      ),
    );
  });
});

test('omits absent parameters from an address', () => {
  expect(routes.messages({ status: 'failed', key: undefined, recipient: '' })).toBe('/messages?status=failed');
  expect(routes.signIn('/messages?a=b')).toBe('/sign-in?next=%2Fmessages%3Fa%3Db');
});

test.each([
  ['setup', routes.setup('a-b_c')],
  ['invitation', routes.invitation('a-b_c')],
  ['reset-password', routes.resetPassword('a-b_c')],
])('the token of /%s is in the fragment, which browsers send to no server', (path, link) => {
  const url = new URL(link, 'http://localhost');
  expect([url.pathname, url.search, url.hash]).toEqual([`/${path}`, '', '#token=a-b_c']);
});
