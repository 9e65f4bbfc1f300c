import { describe, expect, test } from 'vitest';
import { useEntrance } from '@/lib/testing/entrance';
import { isConsoleHost } from './console-host';

const { ask, reached } = useEntrance();
const PUBLIC = new URL('https://sms.example.com');

test.each([
  ['sms.example.com', true],
  ['SMS.Example.com:8443', true],
  ['localhost', true],
  ['console.localhost:3000', true],
  ['127.0.0.1:3000', true],
  ['192.0.2.7', true],
  ['[2001:db8::1]:3000', true],
  ['evil.example', false],
  ['evil.example:443', false],
  ['sms.example.com.evil.example', false],
  ['evil-sms.example.com', false],
  ['x.sms.example.com', false],
  ['localhost.evil.example', false],
  ['notlocalhost', false],
  ['127.0.0.1.evil.example', false],
  ['', false],
  ['a, b', false],
  [undefined, false],
])('the console at https://sms.example.com may be opened at %j: %s', (host, expected) => {
  expect(isConsoleHost(host, PUBLIC)).toBe(expected);
});

describe('a name that is not in POSTERN_URL', () => {
  const host = 'host: rebound.example:3000';

  test.each([
    ['GET /sign-in', []],
    ['HEAD /overview', []],
    ['GET /favicon.ico', []],
    ['GET /nothing', ['accept: text/html']],
    ['GET /api/auth/csrf', []],
    ['POST /sign-in', ['origin: http://rebound.example:3000', 'next-action: a', 'content-type: text/plain']],
    ['POST /sign-in', ['sec-fetch-site: same-origin', 'next-action: a', 'content-type: text/plain']],
  ])('gets no answer of the console: %s', async (line, headers) => {
    const answer = await ask(line, [host, ...headers]);
    expect([answer.status, answer.head.includes('nosniff')]).toEqual([403, true]);
    expect(reached()).toEqual([]);
  });

  test('reads how to fix it, and not where the console is', async () => {
    const { json } = await ask('GET /sign-in', [host]);
    expect(json?.detail).toContain('set POSTERN_URL=http://rebound.example:3000');
    expect(json?.detail).not.toContain('localhost');
  });

  test('can call the API', async () => {
    expect((await ask('GET /api/health/live', [host])).status).toBe(200);
  });
});

test('an X-Forwarded-Host of a client does not replace the host', async () => {
  expect((await ask('GET /sign-in', ['host: evil.example', 'x-forwarded-host: localhost'])).status).toBe(403);
  expect((await ask('GET /sign-in', ['x-forwarded-host: evil.example'])).status).toBe(200);
});

test('every response forbids browsers to guess its type', async () => {
  for (const [line, status] of [
    ['GET /sign-in', 200],
    ['GET /api/nothing', 404],
    ['GET /api/health/live', 200],
    ['BAD', 400],
  ] as const) {
    const { status: actual, head } = await ask(line);
    expect([line, actual, /^x-content-type-options: nosniff$/im.test(head)]).toEqual([line, status, true]);
    expect(head).not.toContain('strict-transport-security');
  }
});
