import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ApiAnswer } from '@/lib/http/api-request';
import { HotPathServer } from './hot-path-server';
import type { PlainHandler } from './plain-connection';

const BODY = '{"to":"+37255555555","text":"hi"}';
const HEAD = ['host: postern', 'content-type: application/json', `content-length: ${BODY.length}`];
const REQUEST = raw(HEAD, BODY);
const PATIENCE = { request: 20_000, keepAlive: 30_000 };
const MAX_EXAMPLES = 300;

function raw(headers: string[], body = '', line = 'POST /api/sms HTTP/1.1'): string {
  return `${[line, ...headers].join('\r\n')}\r\n\r\n${body}`;
}

/** What was understood of a request, in the same words whoever read it. */
function understood(headers: Iterable<[string, string]>, body: Buffer): string {
  return JSON.stringify({ headers: [...headers].sort(), body: body.toString('latin1') });
}

const answered = (body: string, headers: Record<string, string> = {}): ApiAnswer => ({ status: 202, headers, body });

/** Node's way to the same answer. */
const general: http.RequestListener = (incoming, outgoing) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    outgoing.setHeader('x-read-by', 'node');
    const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
    outgoing.writeHead(202).end(understood(headers, Buffer.concat(chunks)));
  });
};

const NAMES = ['host', 'content-type', 'content-length', 'x-api-key', 'a', 'connection'];
const echo: PlainHandler = async (request) => {
  const headers = NAMES.map((name): [string, string | null] => [name, request.headers.get(name)]);
  const present = headers.filter((header): header is [string, string] => header[1] !== null);
  return answered(understood(present, request.alreadyRead), { 'x-read-by': 'us' });
};

let handler: PlainHandler = echo;
let server: HotPathServer;
let plain: http.Server;
beforeAll(async () => {
  server = new HotPathServer((...args) => handler(...args), PATIENCE, general);
  plain = http.createServer(general);
  for (const each of [server, plain]) await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  handler = echo;
});
afterAll(() => {
  for (const each of [server, plain]) {
    each.closeAllConnections();
    each.close();
  }
});

async function connect(to: http.Server = server): Promise<net.Socket> {
  const socket = net.connect({ port: (to.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  return socket.setNoDelay(true).on('error', () => undefined);
}

/** Reads until `enough` of what came, or the end. */
function read(socket: net.Socket, enough: (text: string) => boolean = () => false): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const done = () => {
      socket.removeAllListeners('data').pause();
      resolve(text);
    };
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (enough(text)) done();
    });
    socket.once('end', done).once('close', done);
    if (socket.destroyed || socket.readableEnded) done();
  });
}

const answers = (count: number) => (text: string) => text.split('"body"').length > count;

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A connection, and the server's end of it. */
async function both(to: http.Server = server): Promise<{ socket: net.Socket; own: net.Socket }> {
  const connected = once(to, 'connection');
  const socket = await connect(to);
  return { socket, own: (await connected)[0] };
}

/** Until all that was sent is read, or nothing more will be before an answer. */
async function untilRead(own: net.Socket, bytes: number): Promise<void> {
  for (let turns = 0; turns < 50 && own.bytesRead < bytes && !own.destroyed; turns++) await turn();
}

/** Everything that `pieces`, sent one after the other, are answered with. */
async function exchange(to: http.Server, pieces: string[]): Promise<string> {
  const { socket, own } = await both(to);
  let sent = 0;
  for (const piece of pieces) {
    if (own.writableEnded || own.destroyed) break;
    socket.write(piece, 'latin1');
    sent += piece.length;
    await untilRead(own, sent);
  }
  if (!own.destroyed) socket.end();
  return read(socket);
}

/** Without what depends on the hour, on who read it and on how long connections are kept. */
function comparable(text: string): string {
  return text
    .replace(/^(date|x-read-by|connection|keep-alive|content-length|transfer-encoding): [^\r]*\r\n/gim, '')
    .replace(/\r\n[0-9a-f]+\r\n(\{.*\})\r\n0\r\n\r\n/g, '\r\n$1');
}

test('a plain request is answered here, with date, length and how long the connection is kept', async () => {
  const socket = await connect();
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
  ['head and body apart', [raw(HEAD), BODY]],
  ['a header in two pieces', [REQUEST.slice(0, 40), REQUEST.slice(40)]],
])('%s: answered here', async (_, pieces) => {
  expect(await exchange(server, pieces)).toContain('x-read-by: us');
});

test.each([
  ['three pieces', [REQUEST.slice(0, 9), REQUEST.slice(9, 60), REQUEST.slice(60)]],
  ['another method', [raw(HEAD, BODY, 'PUT /api/sms HTTP/1.1')]],
  ['another path', [raw(HEAD, BODY, 'POST /api/sms/batch HTTP/1.1')]],
  ['a query', [raw(HEAD, BODY, 'POST /api/sms?a=1 HTTP/1.1')]],
  ['HTTP/1.0', [raw(HEAD, BODY, 'POST /api/sms HTTP/1.0')]],
  ['a chunked body', [raw(['host: p', 'transfer-encoding: chunked'], '2\r\nhi\r\n0\r\n\r\n')]],
  ['a header twice', [raw([...HEAD, 'a: 1', 'a: 2'], BODY)]],
  ['a connection that is to end', [raw([...HEAD, 'connection: close'], BODY)]],
  ['a long head', [raw([...HEAD, `a: ${'x'.repeat(9_000)}`], BODY)]],
  ['a value outside ASCII', [raw([...HEAD, 'a: \u00e9'], BODY)]],
])('%s: left to Node', async (_, pieces) => {
  expect(await exchange(server, pieces)).toContain('x-read-by: node');
});

test.each(['5, 5', '5 5', '+5', '-5', '0x5', '5a', ''])('a length of %j is refused', async (length) => {
  expect(await exchange(server, [raw(['host: p', `content-length: ${length}`], 'hello')])).toMatch(/^HTTP\/1\.1 400 /);
});

test('100-continue is answered by Node', async () => {
  const text = await exchange(server, [raw([...HEAD, 'expect: 100-continue']), BODY]);
  expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 202/);
});

const numbered = (n: number, line?: string) => raw(['host: p', `a: ${n}`, 'content-length: 0'], '', line);
const order = (text: string) => [...text.matchAll(/\["a","(\d)"\]/g)].map((match) => match[1]).join();

test('two requests at once, then another: each answered once, in order', async () => {
  expect(order(await exchange(server, [numbered(1), numbered(2) + numbered(3), numbered(4)]))).toBe('1,2,3,4');
});

test('what comes while a request is being answered is answered after it', async () => {
  const socket = await connect();
  const later = [numbered(2), numbered(3, 'GET /later HTTP/1.1')];
  handler = async (request, own) => {
    const wanted = own.bytesRead + later.join('').length;
    for (const each of later) socket.write(each);
    await untilRead(own, wanted);
    return echo(request, own);
  };
  socket.write(numbered(1));
  expect(order(await read(socket, answers(3)))).toBe('1,2,3');
  socket.destroy();
});

test('a client that has said all it will still gets its answer', async () => {
  const socket = await connect();
  handler = async (request, own) => {
    socket.end();
    if (!own.readableEnded) await once(own, 'end');
    return echo(request, own);
  };
  socket.write(REQUEST);
  expect(await read(socket)).toMatch(/x-read-by: us\r\n[\s\S]*connection: close\r\n/);
});

test('a client that is gone before its answer disturbs nobody', async () => {
  const socket = await connect();
  const gone = new Promise<void>((resolve) => {
    handler = async (request, own) => {
      socket.resetAndDestroy();
      await new Promise((closed) => own.once('close', closed));
      setImmediate(resolve);
      return echo(request, own);
    };
  });
  socket.write(REQUEST);
  await gone;
  handler = echo;
  expect(await exchange(server, [REQUEST])).toContain('x-read-by: us');
});

test('a header that an answer may not have ends the connection, and says nothing', async () => {
  handler = async () => answered('', { location: 'a\r\nset-cookie: b' });
  expect(await exchange(server, [REQUEST])).toBe('');
});

test('a client that dawdles with its request goes to Node, which knows how long that may take', async () => {
  const { socket, own } = await both();
  socket.write(REQUEST.slice(0, 50));
  await untilRead(own, 50);
  expect(own.timeout).toBe(PATIENCE.request);
  own.emit('timeout');
  socket.end(REQUEST.slice(50));
  expect(await read(socket)).toContain('x-read-by: node');
});

test('a connection without a request, or a next one, ends when its time is over', async () => {
  const fresh = await both();
  expect(fresh.own.timeout).toBe(PATIENCE.request);
  const kept = await both();
  kept.socket.write(REQUEST);
  await read(kept.socket, answers(1));
  expect(kept.own.timeout).toBe(PATIENCE.keepAlive);
  for (const { socket, own } of [fresh, kept]) {
    own.emit('timeout');
    expect(await read(socket)).toBe('');
    socket.destroy();
  }
});

test('a request that takes long to answer is not cut off', async () => {
  handler = async (request, own) => {
    own.emit('timeout');
    return echo(request, own);
  };
  expect(await exchange(server, [REQUEST])).toContain('x-read-by: us');
});

test('stopping ends idle connections at once and others with their answer', async () => {
  const stopping = new HotPathServer((...args) => handler(...args), PATIENCE, general);
  await new Promise<void>((resolve) => stopping.listen(0, '127.0.0.1', resolve));
  const idle = await connect(stopping);
  idle.write(REQUEST);
  await read(idle, answers(1));
  const busy = await connect(stopping);
  const closed = new Promise<void>((resolve) => {
    handler = async (request, own) => {
      stopping.close(() => resolve());
      expect(await read(idle)).toBe('');
      idle.destroy();
      return echo(request, own);
    };
  });
  busy.write(REQUEST);
  expect(await read(busy)).toMatch(/^HTTP\/1\.1 202 [\s\S]*connection: close\r\n/);
  busy.destroy();
  await closed;
});

/** Lines of a head that two readers could understand in two ways, and some that are plain. */
const line = fc.oneof(
  fc.constantFrom(
    'host: p',
    'Host:p',
    'x-api-key:\t k \t',
    'X-Api-Key: one two',
    'a:',
    'a: ',
    'a : b',
    ' a: folded',
    '\tfolded',
    ': no name',
    'no colon',
    'a: b\nc: d',
    'a: b\rc',
    'a: \u0000',
    'a: \u007f',
    'a: \u00ff',
    'connection: Keep-Alive',
    'connection: close',
    'connection: keep-alive, close',
    'transfer-encoding: chunked',
    'transfer-encoding: identity',
    'Transfer-Encoding : chunked',
    'content-length: 5, 5',
    'content-length: 5 5',
    'content-length: 0x5',
    'content-length: 05',
    'content-length: -5',
    'content-length: 99999999',
    'content-length:',
    'upgrade: h2c',
    'expect: 100-continue',
    'expect: else',
    'te: trailers',
  ),
  fc.integer({ min: 0, max: 12 }).map((length) => `content-length: ${length}`),
  fc
    .tuple(fc.constantFrom('content-type', 'A', 'x-api-key'), fc.string({ maxLength: 8 }))
    .map((pair) => pair.join(': ')),
);

const body = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('hello', '5\r\nhello\r\n0\r\n\r\n', REQUEST));

const request = fc.record({
  first: fc.oneof(
    { weight: 8, arbitrary: fc.constant('POST /api/sms HTTP/1.1') },
    fc.constantFrom(
      'POST /api/sms HTTP/1.0',
      'POST  /api/sms HTTP/1.1',
      'post /api/sms HTTP/1.1',
      'GET / HTTP/1.1',
      '',
    ),
  ),
  lines: fc
    .tuple(fc.constantFrom('all', 'host', 'none'), fc.array(line, { maxLength: 3 }), body)
    .map(([given, others, content]) => ({
      lines: [
        ...(given === 'none' ? [] : ['host: p']),
        ...others,
        ...(given === 'all' ? [`content-length: ${content.length}`] : []),
      ],
      body: content,
    })),
  end: fc.oneof({ weight: 8, arbitrary: fc.constant('\r\n\r\n') }, fc.constantFrom('\n\n', '\r\n', '\n\r\n')),
  cuts: fc.array(fc.nat(80), { maxLength: 2 }),
});

test('whatever is sent is understood as Node alone understands it', async () => {
  const readBy = { us: 0, node: 0 };
  const property = fc.asyncProperty(request, async ({ first, lines, end, cuts }) => {
    const text = [first, ...lines.lines].join('\r\n') + end + lines.body;
    const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
    const pieces = at.slice(1).map((to, i) => text.slice(at[i], to));
    const ours = await exchange(server, pieces);
    expect(comparable(ours)).toBe(comparable(await exchange(plain, pieces)));
    if (ours.includes('x-read-by: us')) readBy.us++;
    else if (ours.includes('x-read-by: node')) readBy.node++;
  });
  await fc.assert(property, { numRuns: MAX_EXAMPLES });
  // Both readers must have been asked, or nothing was compared.
  expect(Math.min(readBy.us, readBy.node)).toBeGreaterThan(10);
});
