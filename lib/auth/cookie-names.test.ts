import { afterEach, beforeEach, expect, test } from 'vitest';
import { resetAllSingletons } from '../base/process-singleton';
import { signInClient } from '../testing/sign-in-client';
import { authOptions, cookieNames } from './sign-in-options';

const RING = `k:${Buffer.alloc(32).toString('base64')}`;

beforeEach(() => {
  Object.assign(process.env, { DATABASE_URL: 'postgres://p@127.0.0.1:9/p', SECRETS_KEYS: RING, SECRETS_PEPPERS: RING });
});
afterEach(() => {
  delete process.env.POSTERN_URL;
  resetAllSingletons();
});

const namesAt = (url: string) => {
  process.env.POSTERN_URL = url;
  resetAllSingletons();
  const { check, ...names } = cookieNames();
  return [...Object.values(names), check('state'), check('passkey')];
};

test('with https, browsers accept every cookie from this host only, with Secure and for all paths', () => {
  for (const name of namesAt('https://sms.example.com')) expect(name).toMatch(/^__Host-postern-/);
  const browser = { client: signInClient(), rememberDevice: async () => {}, callbackCookie: null };
  for (const cookie of Object.values(authOptions(browser).cookies ?? {})) {
    expect(cookie).toMatchObject({ name: expect.stringMatching(/^__Host-/), options: { secure: true, path: '/' } });
    expect(cookie.options).not.toHaveProperty('domain');
  }
});

test('without https, the names have no prefix, with which browsers would refuse them', () => {
  for (const name of namesAt('http://localhost:3000')) expect(name).toMatch(/^postern-/);
});
