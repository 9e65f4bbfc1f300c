import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { recordConnectionFailure } from '@/lib/database/connection-failures';
import { env } from '@/lib/runtime/env';
import { currentClient } from '@/lib/runtime/request-client';
import type { NextHandler } from './console';
import { createWebServer } from './server';

let server: http.Server;

beforeAll(() => {
  Object.assign(process.env, {
    DATABASE_URL: 'postgres://u:p@127.0.0.1:9/none',
    SECRETS_KEYS: `k:${Buffer.alloc(32).toString('base64')}`,
    SECRETS_PEPPERS: `p:${Buffer.alloc(32).toString('base64')}`,
    LOG_LEVEL: 'silent',
  });
});
afterEach(() => server.close());

/** Sends a request to a console whose pages `next` renders. */
async function ask(next: NextHandler, headers: Record<string, string> = {}, path = '/overview'): Promise<Response> {
  server = createWebServer({ ...env(), POSTERN_ROLE: 'console' }, Promise.resolve(next));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept: 'text/html', ...headers } });
}

const emptyFailure: NextHandler = async (_, outgoing) => {
  outgoing.writeHead(500, { 'content-type': 'text/html', 'x-nextjs-cache': 'MISS' });
  outgoing.flushHeaders();
  outgoing.write('<html>');
  outgoing.end();
};

test.each<[string, NextHandler]>([
  ['responds with 500 at once', emptyFailure],
  [
    'sets its status first',
    async (_, outgoing) => {
      outgoing.statusCode = 500;
      outgoing.end('Internal Server Error');
    },
  ],
  [
    'throws',
    async () => {
      throw new Error('failed');
    },
  ],
])('returns 503 with text and Retry-After for a page that %s while the database is unavailable', async (_, fail) => {
  const answer = await ask(async (incoming, outgoing) => {
    recordConnectionFailure();
    await fail(incoming, outgoing);
  });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8']);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answer.headers.get('content-security-policy')).toContain('nonce-');
  const page = await answer.text();
  expect(page).toContain('The database cannot be reached right now');
  const [, nonce] = /nonce="([^"]+)"/.exec(page) ?? [];
  expect(answer.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
});

test('returns problem+json to a program', async () => {
  const answer = await ask(
    async (incoming, outgoing) => {
      recordConnectionFailure();
      await emptyFailure(incoming, outgoing);
    },
    { accept: 'application/json' },
    '/api/auth/csrf',
  );
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ status: 503, code: 'unavailable' });
});

test('ends a page that waits for an unresponsive database, and discards its later output', async () => {
  let finish: () => void = () => {};
  const answer = await ask(
    (_, outgoing) =>
      new Promise<void>((resolve) => {
        finish = () => {
          outgoing.setHeader('x-late', '1');
          outgoing.writeHead(200, { 'content-type': 'text/html' });
          outgoing.end('late');
          resolve();
        };
      }),
  );
  expect(answer.status).toBe(503);
  finish();
});

test('leaves a failure for another reason unchanged', async () => {
  const answer = await ask(emptyFailure);
  expect([answer.status, await answer.text()]).toEqual([500, '<html>']);
});

test('keeps the body of an action, with its own status and Retry-After', async () => {
  const answer = await ask(async (_, outgoing) => {
    recordConnectionFailure();
    Object.assign(currentClient() ?? {}, { status: 503, retryAfterS: 7 });
    outgoing.writeHead(200, { 'content-type': 'text/x-component' });
    outgoing.end('result');
  });
  expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([503, '7', 'result']);
});
