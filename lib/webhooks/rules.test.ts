import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTargets } from '../network/targets';
import { parseWebUrl } from '../network/web-url';
import {
  type AllowedRanges,
  isWebhookSuccess,
  mayConnectTo,
  parseRetryAfterMs,
  stopsWebhook,
  webhookRetryDelayMs,
  webhookTargetProblem,
} from './rules';

const NONE: AllowedRanges = [];
const ranges = (list: string): AllowedRanges => parseTargets(list).targets;

function webhookUrlProblem(text: string, allow: AllowedRanges): string | null {
  const { url, problem } = parseWebUrl(text);
  return url ? webhookTargetProblem(url, allow) : problem;
}

describe('a webhook URL', () => {
  it.each([
    'https://example.com/reports',
    'http://example.com',
    'https://example.com:8443/a?b=c',
    'http://8.8.8.8:3000/',
    'https://[2606:4700::1111]/',
    'https://example.com./x',
    'https://bücher.example/x',
  ])('accepts %s', (url) => {
    expect(webhookUrlProblem(url, NONE)).toBeNull();
  });

  it.each([
    'http://127.0.0.1/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://１２７.0.0.1/',
    'http://0.0.0.0/',
    'http://[::]/',
    'http://[::1]/',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://168.63.129.16/',
    'http://[fd00:ec2::254]/',
    'http://[fe80::1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[64:ff9b::8.8.8.8]/',
    'http://[64:ff9b:1::a00:1]/',
    'http://[::169.254.169.254]/latest/meta-data/',
    'http://[::127.0.0.1]/',
    'http://[::8.8.8.8]/',
    'http://[::ffff:0:127.0.0.1]/',
    'http://[2001:0:7f00:1::]/',
    'http://[fec0::1]/',
    'http://[4000::1]/',
    'http://[3fff::1]/',
    'http://[5f00::1]/',
    'http://[2002:7f00:1::]/',
    'http://100.64.0.1/',
    'http://198.18.0.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://app.localhost/',
    'http://metadata.google.internal/',
    'http://printer.local/',
    'http://postgres/',
    'http://user:p@h.example/',
    'http://user@h.example/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://example.com/',
    'javascript:alert(1)',
    'example.com/reports',
    '//example.com',
    '',
    'http://',
    'http://example.com:5432/',
    'http://example.com:6379/',
    'http://example.com:3306/',
    'http://example.com:11211/',
    'http://example.com:9200/',
    'http://example.com:25/',
    'http://8.8.8.8:22/',
    `https://example.com/${'a'.repeat(2_000)}`,
  ])('rejects %s', (url) => {
    expect(webhookUrlProblem(url, NONE)).toMatch(/^(Use|Leave) .*\.$/);
  });

  it.each([
    ['http://127.0.0.1:5432/', '127.0.0.0/8', false],
    ['http://127.0.0.1:6379/', '127.0.0.1', false],
    ['http://localhost:25/', '127.0.0.1', false],
    ['http://[::ffff:127.0.0.1]:11211/', '127.0.0.1', false],
    ['http://127.0.0.1:5432/', '127.0.0.1:5432', true],
    ['http://127.0.0.1:6379/', '127.0.0.1:5432', false],
    ['http://127.0.0.1:8080/', '127.0.0.1:5432', false],
    ['http://127.0.0.1:8080/', '127.0.0.1:5432,127.0.0.1', true],
    ['http://127.0.0.2:5432/', '127.0.0.1:5432,127.0.0.0/8', false],
    ['http://8.8.8.8:25/', '127.0.0.1', false],
    ['http://8.8.8.8:25/', '8.8.8.8:25', true],
    ['http://example.com:25/', '10.0.0.0/8', false],
    ['http://mail.internal:25/', '10.0.0.0/8:25', true],
    ['http://localhost:3301/hook', '127.0.0.1/32', true],
    ['http://[::ffff:127.0.0.1]/', '127.0.0.1/32', true],
    ['http://[::1]/', '127.0.0.1/32', false],
    ['http://127.0.0.1/', '::ffff:127.0.0.0/104', true],
    ['http://[::127.0.0.1]/', '127.0.0.1/32', false],
    ['http://[::127.0.0.1]/', '::/0', false],
    ['http://[64:ff9b::7f00:1]/', '64:ff9b::/96', true],
    ['http://[fd00::5]:25/', 'fd00::/8', false],
    ['http://[fd00::5]:25/', '[fd00::/8]:25', true],
    ['http://10.1.2.3/', '127.0.0.1/32', false],
    ['http://hooks.internal/', '10.0.0.0/8', true],
    ['http://hooks.internal:6379/', '10.0.0.0/8', false],
    ['http://localhost/', '10.0.0.0/8', false],
    ['http://user:p@127.0.0.1/', '127.0.0.1/32', false],
  ])('%s with %s allowed: usable is %s', (url, cidr, usable) => {
    expect(webhookUrlProblem(url, ranges(cidr)) === null).toBe(usable);
  });

  it('rejects private IPv4 addresses in every spelling, and returns a result for any text', () => {
    fc.assert(
      fc.property(fc.webUrl(), (url) => /^(null|Use .*\.|Leave .*\.)$/.test(String(webhookUrlProblem(url, NONE)))),
    );
    const lastBytes = fc.integer({ min: 0, max: 0xffffff });
    fc.assert(
      fc.property(lastBytes, fc.constantFrom(10, 16), (rest, radix) => {
        const number = 10 * 2 ** 24 + rest;
        const host = radix === 16 ? `0x${number.toString(16)}` : String(number);
        expect(webhookUrlProblem(`http://${host}/`, NONE)).not.toBeNull();
      }),
    );
  });
});

describe('mayConnectTo', () => {
  it.each([
    ['93.184.216.34', true],
    ['::ffff:93.184.216.34', true],
    ['::ffff:10.0.0.1', false],
    ['127.0.0.53', false],
    ['168.63.129.16', false],
    ['::ffff:168.63.129.16', false],
    ['2606:4700::1111', true],
    ['ff02::1', false],
    ['::169.254.169.254', false],
    ['::a9fe:a9fe', false],
    ['::5db8:d822', false],
    ['::ffff:0:5db8:d822', false],
    ['64:ff9b::5db8:d822', false],
    ['2002:a9fe:a9fe::1', false],
    ['2001:0:a9fe:a9fe::1', false],
    ['fec0::1', false],
    ['fe80::1%eth0', false],
    ['2606:4700::1111%eth0', false],
    ['0177.0.0.1', false],
    ['127.1', false],
    ['2130706433', false],
    ['::ffff:010.0.0.1', false],
    ['', false],
    ['unknown', false],
  ])('%s: %s', (ip, allowed) => {
    expect(mayConnectTo(ip, NONE)).toBe(allowed);
  });

  it.each([
    ['93.184.216.34', 443, true],
    ['93.184.216.34', 8_080, true],
    ['93.184.216.34', 25, false],
    ['10.0.0.5', 443, true],
    ['10.0.0.5', 5_432, false],
    ['::ffff:10.0.0.5', 5_432, false],
    ['10.0.0.6', 25, true],
    ['10.0.0.6', 26, false],
    ['192.168.0.1', 443, false],
  ])('%s at port %i with 10.0.0.0/8 and 10.0.0.6:25 allowed: %s', (ip, port, allowed) => {
    expect(mayConnectTo(ip, ranges('10.0.0.0/8,10.0.0.6:25'), port)).toBe(allowed);
  });
});

describe('retries', () => {
  it('follow the Standard Webhooks schedule within ±20 % and end after ten attempts', () => {
    const planned = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
    for (const [index, seconds] of planned.entries()) {
      expect(webhookRetryDelayMs(index + 1, null, () => 0)).toBe(seconds * 800);
      expect(webhookRetryDelayMs(index + 1, null, () => 0.5)).toBe(seconds * 1_000);
      expect(webhookRetryDelayMs(index + 1, null, () => 0.9999999999)).toBe(seconds * 1_200);
    }
    expect(webhookRetryDelayMs(10, 1_000, () => 0.5)).toBeNull();
  });

  it('never come earlier than Retry-After, and never wait more than a day for it', () => {
    expect(webhookRetryDelayMs(1, 120_000, () => 0)).toBe(120_000);
    expect(webhookRetryDelayMs(2, 1_000, () => 0.5)).toBe(300_000);
    expect(webhookRetryDelayMs(1, 10 * 86_400_000, () => 0.5)).toBe(86_400_000);
  });

  it('parse Retry-After as seconds or date', () => {
    const now = new Date('2026-11-20T12:00:00Z');
    expect(parseRetryAfterMs('120', now)).toBe(120_000);
    expect(parseRetryAfterMs('Fri, 20 Nov 2026 12:00:30 GMT', now)).toBe(30_000);
    expect(parseRetryAfterMs('Fri, 20 Nov 2026 11:00:00 GMT', now)).toBe(0);
    expect(parseRetryAfterMs('Friday, 20-Nov-26 12:00:30 GMT', now)).toBe(30_000);
    expect(parseRetryAfterMs(' Fri Nov 20 12:00:30 2026 ', now)).toBe(30_000);
    expect(parseRetryAfterMs('0', now)).toBe(0);
    expect(parseRetryAfterMs('0000000000000120', now)).toBe(120_000);
    for (const long of ['86401', '9999999999', '9'.repeat(20), '9'.repeat(400), 'Sat, 20 Nov 2027 12:00:30 GMT'])
      expect(parseRetryAfterMs(long, now)).toBe(86_400_000);
    const unreadable = [
      'Fri, 20 Nov 2026 12:00:30',
      'Fri, 20 Nov 2026 12:00:30 EST',
      '2026-11-20T12:00:30Z',
      '+5',
      '1e3',
    ];
    for (const bad of [undefined, '', 'soon', '-5', '1.5', '5 s', '5, 10', 'Fri, nonsense', ...unreadable])
      expect(parseRetryAfterMs(bad, now)).toBeNull();
  });

  it('treat only 2xx as success, and end at 410', () => {
    expect([199, 200, 204, 299, 300, 302, 404, 410, 500].filter(isWebhookSuccess)).toEqual([200, 204, 299]);
    expect([200, 404, 410, 500].filter(stopsWebhook)).toEqual([410]);
  });
});
