import { createRequire } from 'node:module';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { signInClient } from '../testing/sign-in-client';
import { callbackTarget, readableAddress } from './callback-url';
import { authOptions, cookieNames } from './sign-in-options';

const BASE = 'http://localhost:3000';

beforeAll(() => {
  Object.assign(process.env, {
    DATABASE_URL: 'postgres://postern@127.0.0.1:9/postern',
    SECRETS_KEYS: `k:${Buffer.alloc(32).toString('base64')}`,
    SECRETS_PEPPERS: `p:${Buffer.alloc(32).toString('base64')}`,
    LOG_LEVEL: 'silent',
  });
});

test.each([
  ['/messages?status=failed#x', `${BASE}/messages?status=failed#x`],
  [`${BASE}/profile`, `${BASE}/profile`],
  ['http://evil.example/', `${BASE}/overview`],
  ['//evil.example', `${BASE}/overview`],
  ['/\\evil.example', `${BASE}/overview`],
  ['javascript:alert(1)', `${BASE}/overview`],
  ['http://[', `${BASE}/overview`],
  ['/api/auth/signout', `${BASE}/overview`],
  ['/a\0b', `${BASE}/a%00b`],
  ['/☃\ud800', `${BASE}/%E2%98%83%EF%BF%BD`],
])('the target of %j is %s', (url, target) => {
  expect(callbackTarget(url, BASE)).toBe(target);
});

type Answer = { status?: number; redirect?: string; headers?: { key: string; value: string }[]; cookies?: Cookie[] };
type Cookie = { name: string; value: string };
type Handler = (params: { req: object; options: ReturnType<typeof authOptions> }) => Promise<Answer>;

/** Its package exports only the wrapper for Next, which needs a running Next. */
const { AuthHandler } = createRequire(import.meta.url)(path.resolve('node_modules/next-auth/core/index.js')) as {
  AuthHandler: Handler;
};

/** Texts that a client can send: decoding escapes never results in half of a surrogate pair. */
const odd = fc
  .oneof(
    fc.constantFrom(
      '\0',
      '/\0',
      'http://[',
      '//',
      '/\\',
      'javascript:1',
      '%',
      '/%zz',
      '☃',
      '/☃',
      '\ud800',
      'http://',
      '',
    ),
    fc.string({ unit: 'binary', maxLength: 30 }),
  )
  .map((text) => new URLSearchParams(new URLSearchParams({ text }).toString()).get('text') ?? '');

describe('next-auth never answers 500 for', () => {
  const browser = (callbackCookie: string | null) => ({
    client: signInClient(),
    rememberDevice: async () => {},
    callbackCookie,
  });

  test.each([
    ['GET', 'csrf'],
    ['GET', 'signin'],
    ['GET', 'error'],
    ['POST', 'callback'],
  ])('%s %s with any cookie, query and form', async (method, action) => {
    await fc.assert(
      fc.asyncProperty(odd, odd, odd, async (cookie, form, error) => {
        const address = new URL(`/api/auth/${action}`, BASE);
        address.search = new URLSearchParams({ callbackUrl: form, error }).toString();
        // As app/api/auth/[...nextauth]/route.ts does.
        const query = Object.fromEntries(readableAddress(address.href, BASE).searchParams);
        const req = {
          method,
          action,
          origin: BASE,
          error: query.error,
          ...(action === 'callback' && { providerId: 'credentials' }),
          headers: {},
          query: { nextauth: [action], ...query },
          body: { callbackUrl: form, csrfToken: form, email: form, password: form, code: form, json: 'true' },
          cookies: { [cookieNames().callback]: cookie, [cookieNames().csrf]: form, [cookieNames().session]: form },
        };
        const answer = await AuthHandler({ req, options: authOptions(browser(cookie)) });
        expect(answer.status ?? 302).toBeLessThan(500);
        // Headers of a response are ASCII.
        for (const text of [answer.redirect ?? '', ...(answer.headers ?? []).map(({ value }) => value)]) {
          expect(text).toMatch(/^[\x20-\x7e]*$/);
        }
      }),
    );
  });
});
