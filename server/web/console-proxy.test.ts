import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { resetSingleton } from '@/lib/base/process-singleton';
import { parseEnv } from '@/lib/runtime/env';
import { currentClient, setResponseStatus } from '@/lib/runtime/request-client';
import { WAIT_LIMIT } from '@/lib/testing/limits';
import type { NextHandler } from './console';
import { consoleProxy, endEventStreams } from './console-proxy';
import { createConsoleServer } from './console-server';
import { createWebServer } from './server';

const RING = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const SETTINGS = {
  DATABASE_URL: 'postgres://u:p@127.0.0.1:9/none',
  SECRETS_KEYS: RING,
  SECRETS_PEPPERS: RING,
  TRUSTED_PROXIES: '127.0.0.1',
};

let folder: string;
let web: http.Server;
let pages: http.Server | null;
beforeEach(async () => {
  for (const [name, value] of Object.entries({ ...SETTINGS, LOG_LEVEL: 'silent' })) vi.stubEnv(name, value);
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'postern-console-'));
  pages = null;
  await listen(0);
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const kept of ['env', 'logger', 'logged-origins']) resetSingleton(kept);
  for (const server of [web, pages]) {
    server?.closeAllConnections();
    server?.close();
  }
  fs.rmSync(folder, { recursive: true, force: true });
});

const socket = () => path.join(folder, 's');

async function listen(startWaitMs: number): Promise<void> {
  web = createWebServer(parseEnv(SETTINGS), consoleProxy(socket(), startWaitMs));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
}

/** Starts the console process's server, in this process, whose pages `next` answers. */
async function serve(next: NextHandler): Promise<void> {
  fs.rmSync(socket(), { force: true });
  pages = createConsoleServer(Promise.resolve(next));
  await new Promise<void>((resolve) => pages?.listen(socket(), resolve));
}

type Sent = { method?: string; path?: string; headers?: Record<string, string>; body?: string };

function send({ method = 'GET', path: target = '/overview', headers = {}, body }: Sent = {}): http.ClientRequest {
  const { port } = web.address() as AddressInfo;
  const all = { accept: 'text/html', connection: 'close', ...headers };
  return http.request({ port, host: '127.0.0.1', method, path: target, headers: all }).end(body);
}

async function ask(sent?: Sent) {
  const [response] = (await once(send(sent), 'response')) as [http.IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

test('passes on method, path, body and client, and returns status, headers and body', async () => {
  await serve(async (incoming, outgoing) => {
    outgoing.appendHeader('set-cookie', 'a=1').appendHeader('set-cookie', 'b=2');
    outgoing.writeHead(201, { 'content-type': 'text/x-component' });
    const { method, url, headers } = incoming;
    const client = currentClient();
    outgoing.end(JSON.stringify({ method, url, headers, client, body: await text(incoming) }));
  });
  const headers = {
    ...{ origin: 'http://localhost:3000', 'next-action': 'x', cookie: 'c=1', te: 'trailers', expect: '100-continue' },
    ...{ 'x-forwarded-for': '203.0.113.9', 'x-postern-client': '{"ip":"6.6.6.6"}', 'content-length': '5' },
  };
  const response = await ask({ method: 'POST', path: '/account?a=1', headers, body: 'hello' });
  const seen = JSON.parse(response.body);
  expect([response.status, response.headers['set-cookie']]).toEqual([201, ['a=1', 'b=2']]);
  expect(seen).toMatchObject({ method: 'POST', url: '/account?a=1', body: 'hello', client: { ip: '203.0.113.9' } });
  expect(seen.client).toMatchObject({ target: '/account?a=1', requestId: expect.any(String) });
  expect(seen.headers).toMatchObject({ cookie: 'c=1', 'next-action': 'x', 'x-postern-path': '/account?a=1' });
  for (const name of ['te', 'expect', 'x-postern-client']) expect(seen.headers).not.toHaveProperty(name);
  const nonce = seen.headers['x-nonce'];
  expect(response.headers['content-security-policy']).toContain(`'nonce-${nonce}'`);
});

test('applies the status of an action, and answers HEAD without a body', async () => {
  await serve(async (incoming, outgoing) => {
    if (incoming.method === 'POST') setResponseStatus(429, 7);
    outgoing.end('page');
  });
  const headers = { origin: 'http://localhost:3000', 'next-action': 'x' };
  expect(await ask({ method: 'POST', headers })).toMatchObject({ status: 429, headers: { 'retry-after': '7' } });
  expect(await ask({ method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
});

test('streams: each part arrives before the next is written', async () => {
  const parts: http.ServerResponse[] = [];
  await serve(async (_, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
    outgoing.flushHeaders();
    parts.push(outgoing);
  });
  const [response] = (await once(send(), 'response')) as [http.IncomingMessage];
  for (const part of ['one', 'two']) {
    parts[0]?.write(part);
    const [chunk] = await once(response, 'data');
    expect(String(chunk)).toBe(part);
  }
  parts[0]?.end();
  await once(response, 'end');
});

test('ends streams of events when the web process stops', async () => {
  await serve(async (_, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
    outgoing.flushHeaders();
  });
  const [response] = (await once(send(), 'response')) as [http.IncomingMessage];
  endEventStreams();
  expect(await text(response)).toBe('');
});

test('ends the page when its client disconnects', async () => {
  let closed: Promise<unknown> | undefined;
  await serve(async (_, outgoing) => {
    closed = once(outgoing, 'close');
    outgoing.write('part');
  });
  const request = send();
  await once(request, 'response');
  request.destroy();
  await closed;
});

test('a page that is opened while the console starts waits for it, an action does not', async () => {
  web.close();
  await listen(60_000);
  const page = ask();
  const action = await ask({ method: 'POST', headers: { origin: 'http://localhost:3000', 'next-action': 'x' } });
  expect(action.status).toBe(503);
  await serve(async (_, outgoing) => {
    outgoing.end('page');
  });
  expect(await page).toMatchObject({ status: 200, body: 'page' });
});

test('responds with 503 and Retry-After while the console is away, and again with pages once it is back', async () => {
  expect(await ask()).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
  await serve(async (_, outgoing) => {
    outgoing.end('page');
  });
  expect(await ask()).toMatchObject({ status: 200, body: 'page' });
  pages?.closeAllConnections();
  await new Promise((resolve) => pages?.close(resolve));
  const away = await ask();
  expect([away.status, away.headers['content-type']]).toEqual([503, 'text/html; charset=utf-8']);
  expect(away.body).toContain('The console is starting');
  const action = await ask({ method: 'POST', headers: { origin: 'http://localhost:3000', 'next-action': 'x' } });
  expect([action.status, action.headers['content-type'], action.body]).toEqual([
    503,
    'text/plain',
    expect.stringMatching(/^Refused: The console is starting/),
  ]);
  await serve(async (_, outgoing) => {
    outgoing.end('again');
  });
  expect(await ask()).toMatchObject({ status: 200, body: 'again' });
});

test('responds with 503 where the console ends before its response, and breaks one that had begun', async () => {
  await serve(async ({ socket: connection, url }, outgoing) => {
    if (url === '/messages') outgoing.write('part');
    setImmediate(() => connection.destroy());
  });
  expect(await ask()).toMatchObject({ status: 503, body: expect.stringContaining('check whether it was saved') });
  const [response] = (await once(send({ path: '/messages' }), 'response')) as [http.IncomingMessage];
  await expect(text(response)).rejects.toThrow('aborted');
});

test('never renders in the web process: while pages hang, the API responds', async () => {
  const hung: http.ServerResponse[] = [];
  await serve(async (_, outgoing) => {
    hung.push(outgoing);
  });
  const requests = Array.from({ length: 64 }, () => send().on('error', () => {}));
  await vi.waitFor(() => expect(hung.length).toBeGreaterThan(0), WAIT_LIMIT);
  expect((await ask({ path: '/api/health/live' })).status).toBe(200);
  expect((await ask({ path: '/api/sms/a/b' })).status).toBe(404);
  // Others wait for a place.
  expect(hung.length).toBeLessThan(requests.length);
  for (const request of requests) request.destroy();
});
