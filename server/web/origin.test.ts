import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { resetSingleton } from '@/lib/base/process-singleton';
import { logger } from '@/lib/runtime/logger';
import { checkOrigin } from './origin';

const PUBLIC = new URL('https://sms.example.com:8443');
const FOREIGN = 'This request did not come from a page of this site.';

const warn = vi.fn();
beforeEach(() => {
  vi.stubEnv('LOG_LEVEL', 'silent');
  vi.spyOn(logger(), 'warn').mockImplementation(warn);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  warn.mockClear();
  resetSingleton('logged-origins');
});

const judge = (headers: Record<string, string>, publicUrl = PUBLIC) => {
  const verdict = checkOrigin(headers, publicUrl);
  return verdict.ok ? (verdict.origin?.host ?? 'no origin') : verdict.detail;
};

describe('checkOrigin', () => {
  test.each([
    ['the public address', { origin: 'https://sms.example.com:8443', host: '127.0.0.1:3000' }, 'sms.example.com:8443'],
    ['the host of the request', { origin: 'https://127.0.0.1:3000', host: '127.0.0.1:3000' }, '127.0.0.1:3000'],
    ['the same in capitals', { origin: 'https://localhost:3000', host: 'LOCALHOST:3000' }, 'localhost:3000'],
    ['with the default port', { origin: 'https://localhost', host: 'localhost:443' }, 'localhost'],
    ['no Origin, same-origin by Sec-Fetch-Site', { host: 'a', 'sec-fetch-site': 'same-origin' }, 'no origin'],
  ])('accepts %s', (_, headers, expected) => {
    expect(judge(headers as Record<string, string>)).toBe(expected);
    expect(warn).not.toHaveBeenCalled();
  });

  test.each([
    ['no Origin', { host: 'sms.example.com' }],
    ['no Origin, another site', { host: 'a', 'sec-fetch-site': 'cross-site' }],
    ['an opaque origin', { origin: 'null', host: 'a' }],
    ['no URL', { origin: 'sms.example.com', host: 'sms.example.com' }],
    ['another scheme', { origin: 'file://sms.example.com', host: 'sms.example.com' }],
    ['another site', { origin: 'https://evil.example', host: 'a', 'sec-fetch-site': 'cross-site' }],
  ])('rejects %s without mentioning settings', (_, headers) => {
    expect(judge(headers as Record<string, string>)).toBe(FOREIGN);
    expect(warn).not.toHaveBeenCalled();
  });

  test.each([
    ['https://sms.example.com', 'http://sms.example.com'],
    ['http://sms.example.com', 'https://sms.example.com'],
    ['https://sms.example.com', 'http://127.0.0.1:3000'],
  ])('at %s, rejects the origin %s, whose scheme is another', (publicUrl, origin) => {
    const headers = { origin, host: new URL(origin).host };
    expect(judge(headers, new URL(publicUrl))).toContain(`This page is open at ${origin}, but`);
    expect(judge({ ...headers, 'sec-fetch-site': 'cross-site' }, new URL(publicUrl))).toBe(FOREIGN);
  });

  test('responds to and logs a page at another address with the setting to change, once', () => {
    const headers = {
      origin: 'http://sms.example.com:4380',
      host: '127.0.0.1:3000',
      'x-forwarded-host': 'sms.example.com',
    };
    const detail =
      'This page is open at http://sms.example.com:4380, but POSTERN_URL is http://localhost:3000. Open it there, or set POSTERN_URL=http://sms.example.com:4380 and restart Postern.';
    const local = new URL('http://localhost:3000');
    expect([judge(headers, local), judge(headers, local)]).toEqual([detail, detail]);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]?.[0]).toEqual({
      origin: 'http://sms.example.com:4380',
      posternUrl: 'http://localhost:3000',
      host: '127.0.0.1:3000',
      forwardedHost: 'sms.example.com',
    });
    expect(warn.mock.calls[0]?.[1]).toContain('set POSTERN_URL=http://sms.example.com:4380');
  });

  test('unknown origins do not fill the log', () => {
    for (let i = 0; i < 1_000; i++) judge({ origin: `http://h${i}.example`, host: 'a' });
    expect(warn.mock.calls.length).toBe(20);
  });
});
