import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { resetSingleton } from '../../base/process-singleton';
import { openLink, outcomeOf, serve, submitSample } from '../../testing/http-link';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"id":"7"}';

afterEach(() => {
  vi.unstubAllEnvs();
  resetSingleton('env');
});

describe('a message', () => {
  it('is accepted with the id of the carrier, over one connection', async () => {
    const { origin, requests, sockets } = await serve((socket) => socket.write(OK));
    const link = openLink(origin);
    for (let i = 0; i < 3; i++) {
      expect(await submitSample(link)).toEqual({ kind: 'accepted', carrierMessageId: '7' });
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
    const link = openLink(origin, { settings: { accepted: { id: { from: 'text', after: 'id=' } } } });
    expect(await submitSample(link)).toEqual({ kind: 'accepted', carrierMessageId: '7' });
    await expect.poll(() => sockets.every(({ destroyed }) => destroyed)).toBe(true);
    expect(written).toBeLessThan(50_000_000);
  });

  it('has an unknown outcome when no answer arrives in time, however slowly bytes arrive', async () => {
    const { origin, sockets } = await serve((socket) => {
      const timer = setInterval(() => socket.write('a'), 20);
      socket.on('close', () => clearInterval(timer)).write('HTTP/1.1 200 OK\r\nx: ');
    });
    const link = openLink(origin, { settings: { timeoutSeconds: 1 } });
    expect(await submitSample(link)).toEqual({
      kind: 'unknown',
      reason: 'The carrier did not answer within 1 seconds.',
    });
    await expect.poll(() => sockets.every((socket) => socket.destroyed || socket.readableEnded)).toBe(true);
  });

  it('is not sent again on a connection that the carrier had closed: it may have read it', async () => {
    const { origin, requests } = await serve((socket, request) => {
      if (request === 2) socket.resetAndDestroy();
      else socket.write(OK);
    });
    const link = openLink(origin);
    expect((await submitSample(link)).kind).toBe('accepted');
    await setImmediate();
    expect((await submitSample(link)).kind).toBe('unknown');
    expect(requests).toHaveLength(2);
  });

  it('is rejected before it is sent when a value cannot be written where it belongs', async () => {
    const { origin, requests } = await serve((socket) => socket.write(OK));
    const link = openLink(origin, { settings: { headers: [{ name: 'x-text', value: '{{text}}' }] } });
    expect(await submitSample(link)).toMatchObject({ kind: 'rejected', errorCode: 'not_transmittable' });
    expect(requests).toHaveLength(0);
    expect(link.status().state).toBe('bound');
  });
});

describe('room', () => {
  it('is the concurrency, and the rate where that is less', async () => {
    const { origin } = await serve(() => undefined);
    const link = openLink(origin, { settings: { concurrency: 3 } });
    const stop = new AbortController();
    const running = [submitSample(link, stop.signal), submitSample(link, stop.signal)];
    expect([link.room(), link.status().windowUsed]).toEqual([1, 2]);
    await expect.poll(() => running.length).toBe(2);
    stop.abort();
    await Promise.all(running);
    expect(link.status().windowUsed).toBe(0);
    const limited = openLink(origin, { settings: { concurrency: 100 }, ratePerSecond: 40 });
    expect(limited.room()).toBe(2);
  });

  it('is announced when the rate allows the next message, and after a pause for one message', async () => {
    const { origin } = await serve((socket, request) =>
      socket.write(request === 2 ? 'HTTP/1.1 429 X\r\nContent-Length: 0\r\n\r\n' : OK),
    );
    let announced: (() => void) | undefined;
    const link = openLink(origin, { ratePerSecond: 20, onRoom: () => announced?.() });
    const next = () =>
      new Promise<void>((resolve) => {
        announced = resolve;
      });
    await submitSample(link);
    if (link.room() === 0) await next();
    expect(link.room()).toBe(1);
    await submitSample(link);
    expect([link.room(), link.status().state]).toEqual([0, 'throttled']);
    await next();
    expect(link.room()).toBe(1);
    await submitSample(link);
    expect(link.status().state).toBe('bound');
  });

  it('ends after several unknown outcomes in a row', async () => {
    const { origin } = await serve((socket) => socket.end('HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n'));
    const link = openLink(origin);
    for (let i = 0; i < 4; i++) await submitSample(link);
    expect([link.room(), link.status().state]).toEqual([10, 'bound']);
    await submitSample(link);
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
  const link = openLink(origin);
  const running = submitSample(link);
  await expect.poll(() => respond !== undefined).toBe(true);
  const closed = link.close();
  expect(link.room()).toBe(0);
  expect(await submitSample(link)).toMatchObject({ kind: 'throttled' });
  respond?.();
  expect(await running).toMatchObject({ kind: 'accepted' });
  await closed;
  expect(link.status().state).toBe('closed');
});
