import net from 'node:net';
import { setImmediate } from 'node:timers/promises';
import pino from 'pino';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { resetSingleton } from '../../base/process-singleton';
import type { CarrierLink, SubmitOutcome } from '../carrier';
import { openHttpLink } from './link';
import { sampleSubmission } from './sample';
import { type HttpSettingsInput, httpSettingsSchema } from './settings';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"id":"7"}';
const NEVER = new AbortController().signal;

/** Starts a server that handles what arrives on each connection. Returns its origin and the requests so far. */
async function serve(answer: (socket: net.Socket, request: number) => void) {
  const sockets: net.Socket[] = [];
  const requests: string[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      requests.push(data.toString());
      answer(socket, requests.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { origin: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`, requests, sockets };
}

afterEach(() => {
  vi.unstubAllEnvs();
  resetSingleton('env');
});

type Options = { allow?: string; settings?: Partial<HttpSettingsInput>; ratePerSecond?: number; onRoom?: () => void };

function open(origin: string, { allow = '127.0.0.0/8', settings, ratePerSecond, onRoom }: Options = {}): CarrierLink {
  const key = `k1:${Buffer.alloc(32).toString('base64')}`;
  vi.stubEnv('DATABASE_URL', 'postgres://u:p@127.0.0.1/d');
  vi.stubEnv('SECRETS_KEYS', key);
  vi.stubEnv('SECRETS_PEPPERS', key);
  vi.stubEnv('CARRIER_ALLOW_CIDRS', allow);
  resetSingleton('env');
  const parsed = httpSettingsSchema.parse({
    url: `${origin}/send?key={{secret.key}}`,
    body: { kind: 'json', template: '{"to":"{{recipient}}"}' },
    accepted: { id: { from: 'json', path: '/id' } },
    timeoutSeconds: 5,
    ...settings,
  });
  const link = openHttpLink(
    parsed,
    { key: 'top-secret' },
    {
      name: 'acme',
      sinks: { receipts: async () => undefined, received: async () => undefined },
      onRoom: onRoom ?? (() => undefined),
      onStatus: () => undefined,
      log: pino({ level: 'silent' }),
      ratePerSecond: ratePerSecond ?? null,
    },
  );
  onTestFinished(() => link.close());
  return link;
}

const submit = (link: CarrierLink, signal = NEVER): Promise<SubmitOutcome> =>
  link.submit(sampleSubmission(Date.now()), signal);

/** Submits one message to a server that answers with these bytes. */
async function outcomeOf(bytes: string, settings?: Partial<HttpSettingsInput>) {
  const { origin } = await serve((socket) => socket.end(bytes));
  const link = open(origin, { ...(settings && { settings }) });
  return { outcome: await submit(link), status: link.status(), room: link.room() };
}

describe('a message', () => {
  it('is accepted with the id of the carrier, over one connection', async () => {
    const { origin, requests, sockets } = await serve((socket) => socket.write(OK));
    const link = open(origin);
    for (let i = 0; i < 3; i++) {
      expect(await submit(link)).toEqual({ kind: 'accepted', carrierMessageId: '7' });
      await setImmediate();
    }
    expect(sockets).toHaveLength(1);
    expect(requests[0]).toMatch(/^POST \/send\?key=top-secret HTTP\/1\.1\r\n/);
    expect(requests[0]).toMatch(/\r\n\r\n\{"to":"\+37255555555"\}$/);
    expect(link.status()).toMatchObject({ state: 'bound', submitted: 3, window: 10, windowUsed: 0, lastError: null });
  });

  it.each<[string, string, object, string]>([
    [
      '429 with Retry-After',
      'HTTP/1.1 429 X\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n',
      { kind: 'throttled' },
      'throttled',
    ],
    ['503', 'HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n', { kind: 'throttled' }, 'throttled'],
    ['wrong credentials', 'HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n', { kind: 'throttled' }, 'down'],
    [
      'a redirect',
      'HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n',
      { kind: 'throttled' },
      'down',
    ],
    [
      'a rejection',
      'HTTP/1.1 400 X\r\nContent-Length: 3\r\n\r\nbad',
      { kind: 'rejected', errorCode: 'rejected_by_carrier', detail: 'HTTP 400: bad' },
      'bound',
    ],
    [
      'an error of the carrier',
      'HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n',
      { kind: 'unknown', reason: 'HTTP 500.' },
      'bound',
    ],
    ['no answer', '', { kind: 'unknown' }, 'bound'],
    ['another protocol', '220 smtp ready\r\n', { kind: 'unknown' }, 'bound'],
    ['a status that is none', 'HTTP/1.1 banana\r\n\r\n', { kind: 'unknown' }, 'bound'],
    ['headers without end', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(200_000)}`, { kind: 'unknown' }, 'bound'],
    ['an answer that is cut', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"id"', { kind: 'unknown' }, 'bound'],
    ['interim responses', `HTTP/1.1 103 X\r\n\r\n${OK}`, { kind: 'accepted' }, 'bound'],
    ['an upgrade', 'HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n', { kind: 'unknown' }, 'bound'],
  ])('with %s as answer', async (_, bytes, expected, state) => {
    const { outcome, status } = await outcomeOf(bytes);
    expect(outcome).toMatchObject(expected);
    expect(status.state).toBe(state);
    if (outcome.kind === 'throttled') expect(outcome.retryAfterMs).toBeGreaterThan(0);
  });

  it('waits as long as Retry-After asks for, at most 10 minutes', async () => {
    const wait = async (value: string) => {
      const { outcome, room } = await outcomeOf(`HTTP/1.1 429 X\r\nRetry-After: ${value}\r\nContent-Length: 0\r\n\r\n`);
      expect(room).toBe(0);
      return outcome.kind === 'throttled' ? Math.round(outcome.retryAfterMs / 1_000) : null;
    };
    expect([await wait('7'), await wait('100000')]).toEqual([7, 600]);
    expect(await wait(new Date(Date.now() + 90_000).toUTCString())).toBeLessThanOrEqual(90);
  });

  it('is accepted by an answer of gigabytes, of which 64 KiB are read', async () => {
    let written = 0;
    const { origin, sockets } = await serve((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\nid=7\n`);
      const block = Buffer.alloc(64 * 1024, 'x');
      const more = () => {
        while (!socket.destroyed && socket.write(block)) written += block.length;
        written += block.length;
      };
      socket.on('drain', more);
      more();
    });
    const link = open(origin, { settings: { accepted: { id: { from: 'text', after: 'id=' } } } });
    expect(await submit(link)).toEqual({ kind: 'accepted', carrierMessageId: '7' });
    await expect.poll(() => sockets.every(({ destroyed }) => destroyed)).toBe(true);
    expect(written).toBeLessThan(50_000_000);
  });

  it('has an unknown outcome when no answer arrives in time, however slowly bytes arrive', async () => {
    const { origin, sockets } = await serve((socket) => {
      const timer = setInterval(() => socket.write('a'), 20);
      socket.on('close', () => clearInterval(timer)).write('HTTP/1.1 200 OK\r\nx: ');
    });
    const link = open(origin, { settings: { timeoutSeconds: 1 } });
    expect(await submit(link)).toEqual({ kind: 'unknown', reason: 'The carrier did not answer within 1 seconds.' });
    await expect.poll(() => sockets.every((socket) => socket.destroyed || socket.readableEnded)).toBe(true);
  });

  it('is not sent again on a connection that the carrier had closed: it may have read it', async () => {
    const { origin, requests } = await serve((socket, request) => {
      if (request === 2) socket.resetAndDestroy();
      else socket.write(OK);
    });
    const link = open(origin);
    expect((await submit(link)).kind).toBe('accepted');
    await setImmediate();
    expect((await submit(link)).kind).toBe('unknown');
    expect(requests).toHaveLength(2);
  });

  it('is rejected before it is sent when a value cannot be written where it belongs', async () => {
    const { origin, requests } = await serve((socket) => socket.write(OK));
    const link = open(origin, { settings: { headers: [{ name: 'x-text', value: '{{text}}' }] } });
    expect(await submit(link)).toMatchObject({ kind: 'rejected', errorCode: 'not_transmittable' });
    expect(requests).toHaveLength(0);
    expect(link.status().state).toBe('bound');
  });
});

describe('a request that never left', () => {
  it('is not accepted: a refused connection, TLS or name takes the link down, with the exact error', async () => {
    const { origin } = await serve((socket) => socket.end('no TLS'));
    const errors: [string, RegExp, RegExp][] = [
      ['http://127.0.0.1:1', /^ECONNREFUSED$/, /refuses connections/],
      [origin.replace('http:', 'https:'), /SSL|EPROTO/, /does not use TLS|TLS handshake/],
      ['http://no-such-host.invalid', /ENOTFOUND|EAI_AGAIN|TIMEOUT/, /host name|did not answer/],
    ];
    for (const [url, code, words] of errors) {
      const link = open(url, { settings: { timeoutSeconds: 1 } });
      expect(await submit(link)).toMatchObject({ kind: 'throttled', detail: expect.stringMatching(words) });
      const lastError = { code: expect.stringMatching(code), message: expect.stringMatching(words) };
      expect(link.status()).toMatchObject({ state: 'down', lastError });
      expect(link.room()).toBe(0);
    }
  });

  it.each(['', '10.0.0.0/8'])(
    'goes to no private address that CARRIER_ALLOW_CIDRS (%j) does not allow',
    async (allow) => {
      const { origin, sockets } = await serve((socket) => socket.write(OK));
      for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
        const link = open(origin.replace('127.0.0.1', host), { allow });
        expect(await submit(link)).toMatchObject({ kind: 'throttled' });
        expect(link.status().lastError).toMatchObject({
          code: 'BLOCKED_ADDRESS',
          message: expect.stringContaining('CARRIER_ALLOW_CIDRS'),
        });
      }
      expect(sockets).toHaveLength(0);
    },
  );

  it('was stopped by the worker', async () => {
    const { origin, requests } = await serve((socket) => socket.write(OK));
    const outcome = await submit(open(origin), AbortSignal.abort());
    expect(outcome).toMatchObject({ kind: 'throttled', retryAfterMs: 0 });
    expect(requests).toHaveLength(0);
  });
});

describe('room', () => {
  it('is the concurrency, and the rate where that is less', async () => {
    const { origin } = await serve(() => undefined);
    const link = open(origin, { settings: { concurrency: 3 } });
    const stop = new AbortController();
    const running = [submit(link, stop.signal), submit(link, stop.signal)];
    expect([link.room(), link.status().windowUsed]).toEqual([1, 2]);
    await expect.poll(() => running.length).toBe(2);
    stop.abort();
    await Promise.all(running);
    expect(link.status().windowUsed).toBe(0);
    const limited = open(origin, { settings: { concurrency: 100 }, ratePerSecond: 40 });
    expect(limited.room()).toBe(2);
  });

  it('is announced when the rate allows the next message, and after a pause for one message', async () => {
    const { origin } = await serve((socket, request) =>
      socket.write(request === 2 ? 'HTTP/1.1 429 X\r\nContent-Length: 0\r\n\r\n' : OK),
    );
    let announced: (() => void) | undefined;
    const link = open(origin, { ratePerSecond: 20, onRoom: () => announced?.() });
    const next = () =>
      new Promise<void>((resolve) => {
        announced = resolve;
      });
    await submit(link);
    if (link.room() === 0) await next();
    expect(link.room()).toBe(1);
    await submit(link);
    expect([link.room(), link.status().state]).toEqual([0, 'throttled']);
    await next();
    expect(link.room()).toBe(1);
    await submit(link);
    expect(link.status().state).toBe('bound');
  });

  it('ends after several unknown outcomes in a row', async () => {
    const { origin } = await serve((socket) => socket.end('HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n'));
    const link = open(origin);
    for (let i = 0; i < 4; i++) await submit(link);
    expect([link.room(), link.status().state]).toEqual([10, 'bound']);
    await submit(link);
    expect([link.room(), link.status().state]).toEqual([0, 'down']);
  });
});

it('never shows a secret that the carrier repeats in its answer', async () => {
  const text = 'unknown key top-secret';
  const { outcome, status } = await outcomeOf(`HTTP/1.1 401 X\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
  expect(JSON.stringify([outcome, status])).not.toContain('top-secret');
  expect(JSON.stringify(status)).toContain('unknown key ***');
});

it('close waits for the answers under way and accepts nothing more', async () => {
  let respond: (() => void) | undefined;
  const { origin } = await serve((socket) => {
    respond = () => socket.write(OK);
  });
  const link = open(origin);
  const running = submit(link);
  await expect.poll(() => respond !== undefined).toBe(true);
  const closed = link.close();
  expect(link.room()).toBe(0);
  expect(await submit(link)).toMatchObject({ kind: 'throttled' });
  respond?.();
  expect(await running).toMatchObject({ kind: 'accepted' });
  await closed;
  expect(link.status().state).toBe('closed');
});
