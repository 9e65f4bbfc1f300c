import type http from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { env } from '@/lib/runtime/env';
import { exchange, raw } from '@/lib/testing/raw-http';
import type { NextHandler } from './console';
import { createWebServer } from './server';

const servers: http.Server[] = [];

beforeAll(async () => {
  Object.assign(process.env, {
    // Nothing listens on the discard port.
    DATABASE_URL: 'postgres://postern:secret-password@127.0.0.1:9/postern',
    SECRETS_KEYS: `k:${Buffer.alloc(32).toString('base64')}`,
    SECRETS_PEPPERS: `p:${Buffer.alloc(32).toString('base64')}`,
    LOG_LEVEL: 'silent',
  });
  const next: NextHandler = async (_incoming, outgoing) => {
    outgoing.setHeader('content-type', 'text/html').end('<p>page</p>');
  };
  for (const role of ['all', 'console'] as const) {
    const server = createWebServer({ ...env(), POSTERN_ROLE: role }, Promise.resolve(next));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
  }
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** Returns the response of each kind of server to one request. */
async function ask(line: string, headers: string[], body = ''): Promise<string[]> {
  const length = body ? [`content-length: ${body.length}`] : [];
  return Promise.all(servers.map((server) => exchange(server, [raw([...headers, ...length], body, line)])));
}

const CLOSE = 'connection: close';

test.each([
  ['a page', 'GET /sign-in HTTP/1.1', 200, ''],
  ['a health check', 'GET /api/health/live HTTP/1.1', 200, ''],
  ['an API path', 'POST /api/nothing HTTP/1.1', 404, '{}'],
])('returns %s by HTTP/1.1 to a client that offers HTTP/2 or WebSocket', async (_, line, status, body) => {
  for (const protocol of ['h2c', 'websocket', 'TLS/1.0']) {
    const headers = ['host: localhost', 'connection: Upgrade, HTTP2-Settings, close', `upgrade: ${protocol}`];
    for (const text of await ask(line, headers, body)) expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  }
});

test.each([
  ['CONNECT', 'CONNECT localhost:443 HTTP/1.1', ['host: localhost'], 405, 'method_not_allowed'],
  [
    'an unknown expectation',
    'POST /api/sms HTTP/1.1',
    ['host: localhost', 'expect: 200-maybe', CLOSE],
    417,
    'invalid_request',
  ],
  ['no host', 'POST /api/sms HTTP/1.1', [CLOSE], 400, 'invalid_request'],
  ['an unknown method', 'FOO /api/sms HTTP/1.1', ['host: localhost', CLOSE], 400, 'invalid_request'],
  ['a method in lowercase', 'post /api/sms HTTP/1.1', ['host: localhost', CLOSE], 400, 'invalid_request'],
])('refuses %s as problem+json', async (_, line, headers, status, code) => {
  for (const text of await ask(line, headers)) {
    const [head = '', body = ''] = text.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status, code });
  }
});

test.each(['a, b', 'a b', 'user@a', 'a/b', 'a:80:80', 'a:x', '[::1', '', ' \t ', '\xe9.example'])(
  'the host %j is refused',
  async (host) => {
    for (const line of ['POST /api/nothing HTTP/1.1', 'GET /sign-in HTTP/1.1', 'GET /sign-in HTTP/1.0']) {
      for (const text of await ask(line, [`host: ${host}`, CLOSE])) {
        expect(text).toMatch(/^HTTP\/1.1 400 .*The header host must be one host name or address/s);
      }
    }
  },
);

test.each(['p', 'p:8080', 'P.Example.', '127.0.0.1:3000', '[::1]:3000', 'a_b.example'])(
  'the host %j is accepted',
  async (host) => {
    for (const text of await ask('GET /api/health/live HTTP/1.1', [`host: ${host}`, CLOSE])) {
      expect(text).toMatch(/^HTTP\/1.1 200 /);
    }
  },
);

test.each(['gzip, chunked', 'deflate, chunked', 'chunked, chunked'])(
  'the transfer coding %s is refused',
  async (coding) => {
    for (const server of servers) {
      const headers = ['host: localhost', CLOSE, `transfer-encoding: ${coding}`];
      const text = await exchange(server, [raw(headers, '2\r\n{}\r\n0\r\n\r\n', 'POST /api/nothing HTTP/1.1')]);
      expect(text).toMatch(/^HTTP\/1.1 4(?:00|15) .*[Tt]ransfer-[Ee]ncoding/s);
    }
  },
);

test('requests before an invalid one on a connection are answered first', async () => {
  const live = raw(['host: localhost'], '', 'GET /api/health/live HTTP/1.1');
  for (const server of servers) {
    const text = await exchange(server, [`${live}${live}BOGUS\r\n\r\n`]);
    expect(text.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 400']);
  }
});

test('HTTP/1.0 needs no host', async () => {
  for (const text of await ask('GET /api/health/live HTTP/1.0', [])) expect(text).toMatch(/^HTTP\/1.1 200 /);
});
