import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { resetSingleton } from '@/lib/base/process-singleton';
import { parseEnv } from '@/lib/runtime/env';
import type { NextHandler } from './console';
import { createWebServer } from './server';

const RING = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const SETTINGS = {
  DATABASE_URL: 'postgres://localhost/postern',
  SECRETS_KEYS: RING,
  SECRETS_PEPPERS: RING,
  TRUSTED_PROXIES: '127.0.0.1',
  POSTERN_ROLE: 'console',
};

let server: http.Server;
const toNext = vi.fn();
beforeEach(() => {
  for (const [name, value] of Object.entries({ ...SETTINGS, LOG_LEVEL: 'silent' })) vi.stubEnv(name, value);
  toNext.mockClear();
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const kept of ['env', 'logger', 'logged-origins']) resetSingleton(kept);
  server.closeAllConnections();
  server.close();
});

/** The headers of nginx with the configuration of README: Host of the upstream, X-Forwarded-Host without a port. */
async function post(settings: Record<string, string>, headers: Record<string, string>) {
  const next: NextHandler = async ({ headers: received }, outgoing) => {
    toNext(received.origin, received['x-forwarded-host']);
    outgoing.end();
  };
  server = createWebServer(parseEnv({ ...SETTINGS, ...settings }), Promise.resolve(next));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const request = http.request({ port, host: '127.0.0.1', method: 'POST', path: '/developer-tools/api-keys', headers });
  const [answer] = (await once(request.end(), 'response')) as [http.IncomingMessage];
  const body = await text(answer);
  return { status: answer.statusCode, type: answer.headers['content-type'], body };
}

describe('behind a proxy on another port', () => {
  const proxied = { host: '127.0.0.1:3000', 'x-forwarded-host': 'sms.example.com', 'x-forwarded-for': '198.51.100.7' };
  const opened = { ...proxied, origin: 'http://sms.example.com:4380' };

  test('gives Next the same host as the origin check', async () => {
    const answer = await post({ POSTERN_URL: 'http://sms.example.com:4380' }, opened);
    expect(answer.status).toBe(200);
    expect(toNext.mock.calls).toEqual([['http://sms.example.com:4380', 'sms.example.com:4380']]);
  });

  const detail =
    'This page is open at http://sms.example.com:4380, but POSTERN_URL is http://localhost:3000. Open it there, or set POSTERN_URL=http://sms.example.com:4380 and restart Postern.';

  test('responds to an action without POSTERN_URL in plain text, which Next shows on the page', async () => {
    expect(await post({}, { ...opened, 'next-action': 'abc' })).toEqual({
      status: 403,
      type: 'text/plain',
      body: `Refused: ${detail}`,
    });
    expect(toNext).not.toHaveBeenCalled();
  });

  test('responds to any other form with a problem', async () => {
    const { status, type, body } = await post({}, opened);
    expect([status, type, JSON.parse(body).detail]).toEqual([403, 'application/problem+json', detail]);
  });
});
