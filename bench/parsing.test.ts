import { expect, test } from 'vitest';
import { reportBody } from '@/lib/webhooks/body';
import { parseStatus, reportParameters } from './kannel';
import { parseWrk } from './load';
import { parseReport } from './sink';
import { quantile, spread } from './statistics';

test('the result line of wrk', () => {
  const text = '  Requests/sec:  5010.00\nRESULT 50100 100 10000000 6000 9500 12000\n';
  expect(parseWrk(text)).toEqual({
    requestsPerS: 5_010,
    accepted: 50_000,
    failed: 100,
    p50Ms: 6,
    p95Ms: 9.5,
    p99Ms: 12,
  });
  expect(() => parseWrk('unable to connect')).toThrow('unable to connect');
});

test('the status page of Kannel', () => {
  const text =
    'SMS: received 7 (1 queued), sent 1234 (56 queued), store size 60\n' +
    'DLR: 4 queued, using internal storage\n' +
    'fake[fake]    FAKE:4393 (online 4s, rcvd: sms 0 / dlr 6, sent: sms 3 / dlr 0, failed 0, queued 44 msgs)\n';
  expect(parseStatus(text)).toEqual({ sent: 1_234, waiting: 100 });
  expect(() => parseStatus('Denied')).toThrow('Denied');
});

test('the parameters of a Kannel report, with the number of the request appended', () => {
  const query = new URLSearchParams(`${reportParameters('http://127.0.0.1:1/')}42`);
  expect(Object.fromEntries(query)).toEqual({ 'dlr-mask': '3', 'dlr-url': 'http://127.0.0.1:1/?type=%d&id=42' });
});

test('message id and time of a delivery report', () => {
  const at = new Date('2026-11-28T10:00:00.123Z');
  const body = reportBody({
    messageId: '0193a1b2-0000-7000-8000-000000000001',
    accountId: 'a',
    apiKeyId: 'k',
    url: 'http://127.0.0.1:1/',
    event: 'message.delivered',
    recipient: '+37255500001',
    sender: 'Acme',
    sequence: 1,
    error: null,
    encoding: 'gsm7',
    segments: 1,
    environment: 'live',
    possibleDuplicate: false,
    reference: '"id":"x"',
    metadata: null,
    occurredAt: at,
    createdAt: at,
  });
  expect(parseReport(body)).toEqual({ id: '0193a1b2-0000-7000-8000-000000000001', occurredAtMs: at.getTime() });
  expect(() => parseReport('{}')).toThrow('not a delivery report');
});

test.each([
  [[], 0.5, 0],
  [[3], 1, 3],
  [[10, 9, 2], 0.5, 9],
  [[10, 9, 2], 1, 10],
  [Array.from({ length: 100 }, (_, index) => index + 1), 0.95, 96],
])('quantile of %j', (values, share, expected) => {
  expect(quantile(values, share)).toBe(expected);
});

test('spread rounds to what matters', () => {
  expect(spread([1.26, 250, 3])).toBe('p50 3.0 ms, p95 250 ms, worst 250 ms');
});
