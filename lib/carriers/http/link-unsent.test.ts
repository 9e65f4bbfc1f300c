import { afterEach, describe, expect, it, vi } from 'vitest';
import { resetSingleton } from '../../base/process-singleton';
import { openLink, serve, submitSample } from '../../testing/http-link';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"id":"7"}';

afterEach(() => {
  vi.unstubAllEnvs();
  resetSingleton('env');
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
      const link = openLink(url, { settings: { timeoutSeconds: 1 } });
      expect(await submitSample(link)).toMatchObject({ kind: 'throttled', detail: expect.stringMatching(words) });
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
        const link = openLink(origin.replace('127.0.0.1', host), { allow });
        expect(await submitSample(link)).toMatchObject({ kind: 'throttled' });
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
    const outcome = await submitSample(openLink(origin), AbortSignal.abort());
    expect(outcome).toMatchObject({ kind: 'throttled', retryAfterMs: 0 });
    expect(requests).toHaveLength(0);
  });
});
