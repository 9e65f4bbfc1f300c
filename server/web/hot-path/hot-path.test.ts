import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { ApiResponse } from '@/lib/api/http';
import { both, connect, echo, exchange, general, raw, read, turn, untilRead } from '@/lib/testing/raw-http';
import { regexpSteps } from '@/lib/testing/regexp-steps';
import { HotPathServer } from './hot-path-server';
import type { PlainHandler } from './plain-connection';
import { readPlainRequest } from './plain-request';

const BODY = '{"to":"+37255555555","text":"hi"}';
const HEAD = ['host: postern', 'content-type: application/json', `content-length: ${BODY.length}`];
const REQUEST = raw(HEAD, BODY);
const TIMEOUTS = { request: 20_000, keepAlive: 30_000 };

const answered = (body: string, headers: Record<string, string> = {}): ApiResponse => ({ status: 202, headers, body });

let handler: PlainHandler = echo;
let server: HotPathServer;
beforeAll(async () => {
  server = new HotPathServer((...args) => handler(...args), TIMEOUTS, general);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  handler = echo;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const answers = (count: number) => (text: string) => text.split('"body"').length > count;

test('responds to a plain request with date, length and keep-alive duration', async () => {
  const socket = await connect(server);
  socket.write(REQUEST);
  const text = await read(socket, answers(1));
  expect(text).toMatch(/^HTTP\/1\.1 202 Accepted\r\nx-read-by: us\r\n/);
  const [, body = ''] = text.split('\r\n\r\n');
  expect(text).toContain(`content-length: ${body.length}\r\n`);
  expect(Math.abs(Date.parse(/date: (.*)\r/.exec(text)?.[1] ?? '') - Date.now())).toBeLessThan(5_000);
  expect(JSON.parse(body)).toEqual({
    headers: [
      ['content-length', '33'],
      ['content-type', 'application/json'],
      ['host', 'postern'],
    ],
    body: BODY,
  });
  socket.destroy();
});

test.each([
  ['head and body in two pieces', [raw(HEAD), BODY]],
  ['a header in two pieces', [REQUEST.slice(0, 40), REQUEST.slice(40)]],
])('reads %s on the hot path', async (_, pieces) => {
  expect(await exchange(server, pieces)).toContain('x-read-by: us');
});

test.each([
  ['three pieces', [REQUEST.slice(0, 9), REQUEST.slice(9, 60), REQUEST.slice(60)]],
  ['another method', [raw(HEAD, BODY, 'PUT /api/sms HTTP/1.1')]],
  ['another path', [raw(HEAD, BODY, 'POST /api/sms/batch HTTP/1.1')]],
  ['a query', [raw(HEAD, BODY, 'POST /api/sms?a=1 HTTP/1.1')]],
  ['HTTP/1.0', [raw(HEAD, BODY, 'POST /api/sms HTTP/1.0')]],
  ['a chunked body', [raw(['host: p', 'transfer-encoding: chunked'], '2\r\nhi\r\n0\r\n\r\n')]],
  ['a repeated header', [raw([...HEAD, 'a: 1', 'a: 2'], BODY)]],
  ['a connection to be closed', [raw([...HEAD, 'connection: close'], BODY)]],
  ['a long head', [raw([...HEAD, `a: ${'x'.repeat(9_000)}`], BODY)]],
  ['a value outside ASCII', [raw([...HEAD, 'a: \u00e9'], BODY)]],
  ['two hosts in one header', [raw(['host: a, b', ...HEAD.slice(1)], BODY)]],
  ['a host with a user name', [raw(['host: user@a', ...HEAD.slice(1)], BODY)]],
  ['an empty host', [raw(['host:', ...HEAD.slice(1)], BODY)]],
])('%s: left to Node', async (_, pieces) => {
  expect(await exchange(server, pieces)).toContain('x-read-by: node');
});

test.each(['5, 5', '5 5', '+5', '-5', '0x5', '5a', ''])('rejects a content-length of %j', async (length) => {
  expect(await exchange(server, [raw(['host: p', `content-length: ${length}`], 'hello')])).toMatch(/^HTTP\/1\.1 400 /);
});

test('parses a head of blanks in linear time', () => {
  const steps = (length: number) =>
    regexpSteps(() => void readPlainRequest(Buffer.from(raw([`a:${' '.repeat(length)}\x01`])), 1));
  expect(steps(200)).toBeGreaterThan(200);
  expect(steps(400)).toBeLessThan(3 * steps(200));
});

test('passes 100-continue to Node', async () => {
  const text = await exchange(server, [raw([...HEAD, 'expect: 100-continue']), BODY]);
  expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 202/);
});

const numbered = (n: number, line?: string) => raw(['host: p', `a: ${n}`, 'content-length: 0'], '', line);
const order = (text: string) => [...text.matchAll(/\["a","(\d)"\]/g)].map((match) => match[1]).join();

test('responds to two requests at once, then another: each once, in order', async () => {
  expect(order(await exchange(server, [numbered(1), numbered(2) + numbered(3), numbered(4)]))).toBe('1,2,3,4');
});

test('responds to requests received during a response after it', async () => {
  const socket = await connect(server);
  const later = [numbered(2), numbered(3, 'GET /later HTTP/1.1')];
  handler = async (request, own) => {
    const wanted = own.bytesRead + later.join('').length;
    for (const each of later) socket.write(each);
    await untilRead(own, wanted);
    return echo(request);
  };
  socket.write(numbered(1));
  expect(order(await read(socket, answers(3)))).toBe('1,2,3');
  socket.destroy();
});

test('responds to a client that has ended its side of the connection', async () => {
  const socket = await connect(server);
  handler = async (request, own) => {
    socket.end();
    if (!own.readableEnded) await once(own, 'end');
    return echo(request);
  };
  socket.write(REQUEST);
  expect(await read(socket)).toMatch(/x-read-by: us\r\n[\s\S]*connection: close\r\n/);
});

test('continues after a client disconnects before its response', async () => {
  const socket = await connect(server);
  const gone = new Promise<void>((resolve) => {
    handler = async (request, own) => {
      socket.resetAndDestroy();
      await new Promise((closed) => own.once('close', closed));
      setImmediate(resolve);
      return echo(request);
    };
  });
  socket.write(REQUEST);
  await gone;
  handler = echo;
  expect(await exchange(server, [REQUEST])).toContain('x-read-by: us');
});

test('closes the connection without output for an invalid response header', async () => {
  handler = async () => answered('', { location: 'a\r\nset-cookie: b' });
  expect(await exchange(server, [REQUEST])).toBe('');
});

test('passes a slow request to Node, which has the time limit for it', async () => {
  const { socket, own } = await both(server);
  socket.write(REQUEST.slice(0, 50));
  await untilRead(own, 50);
  expect(own.timeout).toBe(TIMEOUTS.request);
  own.emit('timeout');
  socket.end(REQUEST.slice(50));
  expect(await read(socket)).toContain('x-read-by: node');
});

test('closes a connection without a request, or without a next one, after the timeout', async () => {
  const fresh = await both(server);
  expect(fresh.own.timeout).toBe(TIMEOUTS.request);
  const kept = await both(server);
  kept.socket.write(REQUEST);
  await read(kept.socket, answers(1));
  expect(kept.own.timeout).toBe(TIMEOUTS.keepAlive);
  const half = await both(server);
  half.socket.write(REQUEST);
  await read(half.socket, answers(1));
  const wanted = half.own.bytesRead + raw(HEAD).length;
  half.socket.write(raw(HEAD));
  await untilRead(half.own, wanted);
  expect(half.own.timeout).toBe(TIMEOUTS.request);
  half.socket.destroy();
  for (const { socket, own } of [fresh, kept]) {
    own.emit('timeout');
    expect(await read(socket)).toBe('');
    socket.destroy();
  }
});

test('sends a response that takes longer than the request timeout, in order', async () => {
  const socket = await connect(server);
  let calls = 0;
  handler = async (request, own) => {
    calls++;
    const wanted = own.bytesRead + numbered(2).length;
    socket.write(numbered(2));
    await untilRead(own, wanted);
    own.emit('timeout');
    await turn();
    return echo(request);
  };
  socket.write(numbered(1));
  expect(order(await read(socket, answers(2)))).toBe('1,2');
  expect(calls).toBe(1);
  socket.destroy();
});

test('keeps the connection after a response that is not written at once', async () => {
  const { socket, own } = await both(server);
  handler = async () => answered('x'.repeat(20_000_000));
  socket.write(REQUEST);
  await read(socket, ({ length }) => length > 20_000_000);
  expect(own.timeout).toBe(TIMEOUTS.keepAlive);
  handler = echo;
  socket.write(REQUEST);
  expect(await read(socket, answers(1))).toContain('x-read-by: us');
  socket.destroy();
});

test('applies backpressure to a client that reads no responses, as Node does', async () => {
  const { socket, own } = await both(server);
  handler = async () => answered('x'.repeat(20_000_000));
  socket.pause().write(REQUEST);
  while (!own.writableNeedDrain) await turn();
  const called = vi.fn(echo);
  handler = called;
  socket.write(REQUEST);
  await untilRead(own, 2 * REQUEST.length);
  expect([own.writableNeedDrain, own.timeout, called.mock.calls.length]).toEqual([true, 0, 0]);
  socket.destroy();
});

test('does not interrupt a request whose response takes long', async () => {
  handler = async (request, own) => {
    own.emit('timeout');
    return echo(request);
  };
  expect(await exchange(server, [REQUEST])).toContain('x-read-by: us');
});

test('waits on stop for a request in transit, at most for the request timeout', async () => {
  const stopping = new HotPathServer((...args) => handler(...args), TIMEOUTS, general);
  await new Promise<void>((resolve) => stopping.listen(0, '127.0.0.1', resolve));
  const [served, slow] = [await both(stopping), await both(stopping)];
  for (const { socket, own } of [served, slow]) {
    socket.write(REQUEST.slice(0, 50));
    await untilRead(own, 50);
  }
  const closed = new Promise<void>((resolve) => stopping.close(() => resolve()));
  served.socket.write(REQUEST.slice(50));
  expect(await read(served.socket)).toMatch(/x-read-by: us\r\n[\s\S]*connection: close\r\n/);
  slow.own.emit('timeout');
  expect(await read(slow.socket)).toBe('');
  for (const { socket } of [served, slow]) socket.destroy();
  await closed;
});

test('closes idle connections on stop, and others after their response', async () => {
  const stopping = new HotPathServer((...args) => handler(...args), TIMEOUTS, general);
  await new Promise<void>((resolve) => stopping.listen(0, '127.0.0.1', resolve));
  const idle = await connect(stopping);
  idle.write(REQUEST);
  await read(idle, answers(1));
  const busy = await connect(stopping);
  const closed = new Promise<void>((resolve) => {
    handler = async (request) => {
      stopping.close(() => resolve());
      expect(await read(idle)).toBe('');
      idle.destroy();
      return echo(request);
    };
  });
  busy.write(REQUEST);
  expect(await read(busy)).toMatch(/^HTTP\/1\.1 202 [\s\S]*connection: close\r\n/);
  busy.destroy();
  await closed;
});
