import type dns from 'node:dns';
import net from 'node:net';
import tls from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseRange } from '../network/ranges';
import { TEST_CERTIFICATE } from '../testing/tls-certificate';
import { guardedAgent } from './guarded-agent';
import { post } from './post';

const LOOPBACK = [parseRange('127.0.0.0/8')].filter((range) => range !== null);
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

type OnConnection = (socket: net.Socket) => void;

async function listen(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as net.AddressInfo).port;
}

/** Starts a server. Returns its origin, and the connections that it accepted. */
async function serve(onConnection: OnConnection): Promise<{ origin: string; sockets: net.Socket[] }> {
  const sockets: net.Socket[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    onConnection(socket);
  });
  const port = await listen(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  return { origin: `http://127.0.0.1:${port}`, sockets };
}

/** Resolves any name to the addresses, one after the other for each look-up. */
function resolving(...addresses: string[]): typeof dns.lookup {
  let index = 0;
  return ((_name: string, _options: object, callback: (error: null, all: object[]) => void) => {
    const address = addresses[Math.min(index++, addresses.length - 1)];
    callback(null, [{ address, family: 4 }]);
  }) as never;
}

function sender({
  lookup,
  ca,
  allow = LOOPBACK,
}: {
  lookup?: typeof dns.lookup;
  ca?: string;
  allow?: typeof LOOPBACK;
} = {}) {
  const agent = guardedAgent(allow, { lookup, ca });
  onTestFinished(() => agent.destroy());
  return (origin: string, timeoutMs = 5_000) => post({ origin, path: '/', headers: {}, body: '{}', agent, timeoutMs });
}

describe('a malformed answer', () => {
  it.each([
    ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n'],
    ['two lengths that differ', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok'],
    ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['HTTP/9.9', 'HTTP/9.9 200 OK\r\n\r\n'],
    ['HTTP/2 frames', Buffer.from('000012040000000000000300000064000400100000', 'hex')],
    ['a TLS alert', Buffer.from('15030300020228', 'hex')],
    ['a control character in a header', 'HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n'],
    ['100,000 headers', `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(100_000)}\r\n`],
    ['random bytes', Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * 7_919 + 13) % 256))],
  ])('is a failed attempt: %s', async (_, answer) => {
    const { origin } = await serve((socket) => socket.once('data', () => socket.end(answer)));
    expect(await sender()(origin)).toMatchObject({ httpStatus: null, error: 'invalid_answer', response: null });
  });

  it('that follows a valid one is never read as the answer of the next report', async () => {
    const { origin } = await serve((socket) =>
      socket.on('data', () => socket.write(`${OK}HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n`)),
    );
    const send = sender();
    for (let i = 0; i < 3; i++) expect(await send(origin)).toMatchObject({ httpStatus: 200, response: 'ok' });
  });
});

describe('an answer without end', () => {
  it.each([
    ['of a length of 10 GB', 'Content-Length: 10000000000'],
    ['in chunks', 'Transfer-Encoding: chunked'],
    ['until the connection closes', 'Connection: close'],
  ])('%s is read to 64 KiB, and the connection is closed', async (_, header) => {
    const chunk = Buffer.alloc(16_384, 'a');
    const part = header.includes('chunked')
      ? Buffer.concat([Buffer.from('4000\r\n'), chunk, Buffer.from('\r\n')])
      : chunk;
    let written = 0;
    const { origin, sockets } = await serve((socket) => {
      const more = () => {
        while (!socket.destroyed && socket.write(part)) written += part.length;
      };
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\n${header}\r\n\r\n`);
        more();
      });
      socket.on('drain', more);
    });
    const answer = await sender()(origin);
    expect(answer).toMatchObject({ httpStatus: 200, error: null });
    expect(answer.response).toHaveLength(1_024);
    await expect.poll(() => sockets.every(({ destroyed }) => destroyed)).toBe(true);
    // What the buffers of both sockets hold.
    expect(written).toBeLessThan(16 * 1_024 * 1_024);
  });

  it('of a byte now and then is a timeout, before and within the headers', async () => {
    for (const begin of ['', 'HTTP/1.1 200 OK\r\nx: ']) {
      const { origin } = await serve((socket) => {
        const timer = setInterval(() => socket.write('a'), 30);
        socket.on('close', () => clearInterval(timer)).once('data', () => socket.write(begin));
      });
      const { error } = await sender()(origin, 200);
      expect(['timeout', 'invalid_answer']).toContain(error);
    }
  });
});

describe('a certificate', () => {
  async function serveTls(): Promise<{ port: number; requests: string[] }> {
    const requests: string[] = [];
    const server = tls.createServer({ ...TEST_CERTIFICATE }, (socket) => {
      socket
        .on('error', () => undefined)
        .on('data', (data) => {
          requests.push(data.toString());
          socket.end(OK);
        });
    });
    server.on('tlsClientError', () => undefined);
    return { port: await listen(server), requests };
  }

  it('that is trusted and has the name is accepted', async () => {
    const { port, requests } = await serveTls();
    const send = sender({ lookup: resolving('127.0.0.1'), ca: TEST_CERTIFICATE.cert });
    expect(await send(`https://smsc.test:${port}`)).toMatchObject({ httpStatus: 200 });
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['of another name', 'other.test', TEST_CERTIFICATE.cert],
    ['for an address', '127.0.0.1', TEST_CERTIFICATE.cert],
    ['that is not trusted', 'smsc.test', undefined],
  ])('%s is refused before anything is sent', async (_, host, ca) => {
    const { port, requests } = await serveTls();
    const send = sender({ lookup: resolving('127.0.0.1'), ca });
    expect(await send(`https://${host}:${port}`)).toMatchObject({ httpStatus: null, error: 'tls_failure' });
    expect(requests).toEqual([]);
  });
});

describe('a name', () => {
  it('that turns private after it was saved is refused without a connection, also once one was made', async () => {
    const { origin, sockets } = await serve((socket) => socket.on('data', () => socket.end(OK)));
    const named = origin.replace('127.0.0.1', 'rebind.example');
    const send = sender({ lookup: resolving('127.0.0.1', '10.0.0.1', '169.254.169.254') });
    expect(await send(named)).toMatchObject({ httpStatus: 200 });
    await expect.poll(() => sockets.every(({ destroyed }) => destroyed)).toBe(true);
    for (let i = 0; i < 2; i++) expect(await send(named)).toMatchObject({ error: 'blocked_address', httpStatus: null });
    expect(sockets).toHaveLength(1);
  });

  it('with public and private addresses connects to none of the private ones', async () => {
    const { sockets, origin } = await serve(() => undefined);
    const both = ((_name: string, _options: object, callback: (error: null, all: object[]) => void) =>
      callback(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ])) as never;
    const send = sender({ lookup: both, allow: [] });
    expect(await send(origin.replace('127.0.0.1', 'mixed.example'))).toMatchObject({ error: 'blocked_address' });
    expect(sockets).toEqual([]);
  });
});
