import net from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseRange } from '../network/ranges';
import { guardedAgent } from './guarded-agent';
import { post } from './post';

const LOOPBACK = [parseRange('127.0.0.0/8')].filter((range) => range !== null);
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Starts a server that handles each request that arrives in one piece. Returns its origin and the connections so far. */
async function serve(onConnection: (socket: net.Socket, connection: number) => void) {
  const sockets: net.Socket[] = [];
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    onConnection(socket, sockets.push(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { origin: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`, sockets };
}

async function recording() {
  const received: string[] = [];
  const { origin } = await serve((socket) =>
    socket.on('data', (data) => {
      received.push(data.toString());
      socket.end(OK);
    }),
  );
  return { origin, received };
}

const answering = (text: string | Buffer) => serve((socket) => socket.on('data', () => socket.end(text)));

function sender(timeoutMs = 5_000) {
  const agent = guardedAgent(LOOPBACK);
  onTestFinished(() => agent.destroy());
  return (origin: string) => post({ origin, path: '/dlr', headers: { a: 'b' }, body: '{}', agent, timeoutMs });
}

describe('post', () => {
  it.each<[string, string, object]>([
    ['a usual answer', OK, { httpStatus: 200, response: 'ok' }],
    [
      'interim responses first',
      `HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n${OK}`,
      { httpStatus: 200, response: 'ok' },
    ],
    ['100 Continue that was not requested', `HTTP/1.1 100 Continue\r\n\r\n${OK}`, { httpStatus: 200, response: 'ok' }],
    ['two of them', `${'HTTP/1.1 100 Continue\r\nA: b\r\n\r\n'.repeat(2)}${OK}`, { httpStatus: 200, response: 'ok' }],
    ['100 Continue alone', 'HTTP/1.1 100 Continue\r\n\r\n', { error: 'connection_failed' }],
    ['100 Continue without end', 'HTTP/1.1 100 Continue\r\nA: b', { error: 'connection_failed' }],
    ['no body', 'HTTP/1.1 204 No Content\r\n\r\n', { httpStatus: 204, response: null }],
    ['a body until the end', 'HTTP/1.0 200 OK\r\n\r\nyes', { httpStatus: 200, response: 'yes' }],
    [
      'a chunked body',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
      { httpStatus: 200 },
    ],
    ['a body cut short', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok', { httpStatus: 200, response: 'ok' }],
    [
      'Retry-After',
      'HTTP/1.1 429 X\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n',
      { httpStatus: 429, retryAfterMs: 7_000 },
    ],
    ['U+0000 in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na\0b', { response: 'a\uFFFDb' }],
    ['another protocol', '220 smtp ready\r\n', { error: 'invalid_answer' }],
    ['a status that is none', 'HTTP/1.1 banana\r\n\r\n', { error: 'invalid_answer' }],
    ['a header without a name', 'HTTP/1.1 200 OK\r\n: x\r\n\r\n', { error: 'invalid_answer' }],
    ['headers without end', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(200_000)}`, { error: 'invalid_answer' }],
    ['an upgrade', 'HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n', { error: 'invalid_answer' }],
    ['nothing', '', { error: 'connection_failed', httpStatus: null }],
  ])('reads %s', async (_, text, expected) => {
    const { origin } = await answering(text);
    expect(await sender()(origin)).toMatchObject(expected);
  });

  it('reads a response that follows 100 Continue later', async () => {
    const { origin } = await serve((socket) =>
      socket.on('data', () => {
        socket.write('HTTP/1.1 100 Continue\r\n\r\n');
        setTimeout(() => socket.end(OK), 20);
      }),
    );
    expect(await sender()(origin)).toMatchObject({ httpStatus: 200, response: 'ok' });
  });

  it('sends GET without a body', async () => {
    const { origin, received } = await recording();
    const agent = guardedAgent(LOOPBACK);
    onTestFinished(() => agent.destroy());
    await post({ method: 'GET', origin, path: '/dlr?a=%2B1', headers: { 'x-a': 'b' }, body: '', agent });
    expect(received.join('')).toMatch(/^GET \/dlr\?a=%2B1 HTTP\/1\.1\r\n/);
    expect(received.join('')).toMatch(/\r\n\r\n$/);
  });

  it('keeps the connection for the next report', async () => {
    const { origin, sockets } = await serve((socket) => socket.on('data', () => socket.write(OK)));
    const send = sender();
    for (let i = 0; i < 3; i++) {
      expect(await send(origin)).toMatchObject({ httpStatus: 200 });
      await setImmediate();
    }
    expect(sockets).toHaveLength(1);
  });

  it('sends again on a new connection when the receiver closed an idle one as it was used', async () => {
    let requests = 0;
    const { origin, sockets } = await serve((socket, connection) =>
      socket.on('data', () => {
        requests++;
        if (connection === 1 && requests > 1) socket.resetAndDestroy();
        else socket.write(OK);
      }),
    );
    const send = sender();
    expect(await send(origin)).toMatchObject({ httpStatus: 200 });
    await setImmediate();
    expect(await send(origin)).toMatchObject({ httpStatus: 200 });
    expect([requests, sockets.length]).toEqual([3, 2]);
  });

  it('does not send again when a new connection breaks', async () => {
    const { origin, sockets } = await serve((socket) => socket.on('data', () => socket.resetAndDestroy()));
    expect(await sender()(origin)).toMatchObject({ error: 'connection_failed' });
    expect(sockets).toHaveLength(1);
  });

  it('limits the whole attempt, however slowly bytes arrive', async () => {
    const { origin } = await serve((socket) => {
      const timer = setInterval(() => socket.write('a'), 20);
      socket.on('close', () => clearInterval(timer)).once('data', () => socket.write('HTTP/1.1 200 OK\r\nx: '));
    });
    expect(await sender(300)(origin)).toMatchObject({ error: 'timeout', httpStatus: null });
  });

  it('closes the connection of an attempt that timed out', async () => {
    const { origin, sockets } = await serve((socket) => socket.resume());
    await sender(200)(origin);
    await expect.poll(() => sockets.every((socket) => socket.destroyed || socket.readableEnded)).toBe(true);
  });
});
