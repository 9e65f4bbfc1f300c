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
  ])('sends %j to the overview', (next) => {
    expect(safeNext(next)).toBe(routes.overview());
  });

  test('never leaves the site for any input', () => {
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

test('an address leaves out absent parameters', () => {
  expect(routes.messages({ status: 'failed', key: undefined, recipient: '' })).toBe('/messages?status=failed');
  expect(routes.signIn('/messages?a=b')).toBe('/sign-in?next=%2Fmessages%3Fa%3Db');
});
