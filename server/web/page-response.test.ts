import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { recordFailure } from '@/lib/database/database-failures';
import { SilentServerError } from '@/lib/database/not-connected';
import { env } from '@/lib/runtime/env';
import { beginAction, currentClient } from '@/lib/runtime/request-client';
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

/** A request to a console whose pages `next` answers. */
async function ask(
  next: NextHandler,
  headers: Record<string, string> = {},
  path = '/overview',
  method = 'GET',
): Promise<Response> {
  server = createWebServer({ ...env(), POSTERN_ROLE: 'console' }, Promise.resolve(next));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { accept: 'text/html', ...headers } });
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
    recordFailure(new SilentServerError());
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
      recordFailure(new SilentServerError());
      await emptyFailure(incoming, outgoing);
    },
    { accept: 'application/json' },
    '/api/auth/csrf',
  );
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ status: 503, code: 'unavailable' });
});

test('a page that does not end after a database failure is replaced, and discards what Next writes later', async () => {
  let finish: () => void = () => {};
  const answer = await ask((_, outgoing) => {
    recordFailure(new SilentServerError());
    return new Promise<void>((resolve) => {
      finish = () => {
        outgoing.setHeader('x-late', '1');
        outgoing.writeHead(200, { 'content-type': 'text/html' });
        outgoing.end('late');
        resolve();
      };
    });
  });
  expect(answer.status).toBe(503);
  finish();
});

test('a page whose statement the server aborted: 503 that names the reason', async () => {
  const answer = await ask(async (incoming, outgoing) => {
    recordFailure(Object.assign(new Error('lock'), { code: '55P03' }));
    await emptyFailure(incoming, outgoing);
  });
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('The database took too long');
});

test('a failure for another reason stays as it is', async () => {
  const answer = await ask(emptyFailure);
  expect([answer.status, await answer.text()]).toEqual([500, '<html>']);
});

test('keeps the body of an action, with its own status and Retry-After', async () => {
  const answer = await ask(async (_, outgoing) => {
    recordFailure(new SilentServerError());
    Object.assign(currentClient() ?? {}, { status: 503, retryAfterS: 7 });
    outgoing.writeHead(200, { 'content-type': 'text/x-component' });
    outgoing.end('result');
  });
  expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([503, '7', 'result']);
});

test.each<[string, NextHandler, number, string]>([
  ['were not read', emptyFailure, 400, 'Refused: The arguments of this action cannot be read.'],
  [
    'were read',
    async (incoming, outgoing) => {
      beginAction();
      await emptyFailure(incoming, outgoing);
    },
    500,
    '<html>',
  ],
])('an action that failed and whose arguments %s', async (_, next, status, text) => {
  const answer = await ask(next, { 'next-action': 'a', origin: 'http://localhost:3000' }, '/overview', 'POST');
  expect(answer.status).toBe(status);
  expect(await answer.text()).toContain(text);
});

test.each(['/api/auth/csrf', '/api/auth/error'])('HEAD %s reaches Next as a GET and gets no body', async (path) => {
  const seen: (string | undefined)[] = [];
  const answer = await ask(
    async (incoming, outgoing) => {
      seen.push(incoming.method);
      outgoing.end('body');
    },
    {},
    path,
    'HEAD',
  );
  expect([answer.status, await answer.text(), seen]).toEqual([200, '', ['GET']]);
});
